// The yardstick: heartbeats, losses, delays, timeouts and one crash, as fast as a machine goes when nothing else is asked of it.
//
//   g++ -O3 -march=native -std=c++20 -o yardstick yardstick.cpp
//   ./yardstick <star|mesh> <processes> <seconds> [seed]
//
// The queue is a calendar: a bucket is a list until its turn comes, and then sorted; what is due at one instant
// happens in the order in which it was asked for. A heartbeat does not move its timer; the timer looks at the deadline
// when it fires. Times are seconds.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <vector>

using u32 = std::uint32_t;
using u64 = std::uint64_t;

constexpr double interval = 1, timeout = 3, shortest = 0.001, meanDelay = 0.020, lossRate = 0.01;

enum Kind : u32 { delivery, timer, tick };

struct Event {
  double time;
  u32 order;
  /** The kind in the two highest bits. */
  u32 code;
  Kind kind() const { return Kind(code >> 30); }
  u32 link() const { return code & ((1u << 30) - 1); }
  bool operator>(const Event& other) const { return time > other.time || (time == other.time && int(order - other.order) > 0); }
};

static double cpuSeconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec + 1e-9 * now.tv_nsec;
}

/** xoroshiro128+ (Blackman and Vigna 2018), and exponentials by the ziggurat of Marsaglia and Tsang (2000), 256 layers. */
class Dice {
  u64 a, b;
  double width[257], height[257];
  static constexpr double tail = 7.69711747013104972, area = 0.0039496598225815571993;

  static u64 mix(u64& seed) {
    u64 z = seed += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
  }
  static double unit(u64 word) { return double(word >> 11) * 0x1p-53; }

public:
  explicit Dice(u64 seed) : a(mix(seed)), b(mix(seed)) {
    width[0] = area / std::exp(-tail);
    width[1] = tail;
    for (int i = 2; i < 256; i++) width[i] = -std::log(area / width[i - 1] + std::exp(-width[i - 1]));
    width[256] = 0;
    for (int i = 1; i < 257; i++) height[i] = std::exp(-width[i]);
    height[0] = 0;
  }

  u64 word() {
    const u64 sum = a + b, c = a ^ b;
    a = std::rotl(a, 24) ^ c ^ c << 16;
    b = std::rotl(c, 37);
    return sum;
  }
  double uniform() { return unit(word()); }
  bool lost() { return word() < u64(lossRate * 0x1p64); }

  double exponential() {
    for (double beyond = 0;;) {
      const u64 drawn = word();
      const int layer = int(drawn & 255);
      const double x = unit(drawn) * width[layer];
      if (x < width[layer + 1]) [[likely]] return beyond + x;
      if (layer == 0) beyond += tail;
      else if (height[layer] + unit(word()) * (height[layer + 1] - height[layer]) < std::exp(-x)) return beyond + x;
    }
  }
};

/** No event lies further ahead than `reach`, so a bucket never holds two turns of the wheel. */
class Calendar {
  struct Node { Event event; u32 next; };
  static constexpr u32 none = ~0u;

  std::vector<u32> first;
  std::unique_ptr<Node[]> nodes;
  u32 used = 0, spare = none, order = 0;
  double perWidth;
  u64 mask, turn = 0;
  /** The events of this turn, the soonest last. */
  std::vector<Event> current;

  /** Puts an event in its place among the first `i` and itself. */
  void settle(Event e, size_t i) {
    for (; i > 0 && e > current[i - 1]; i--) current[i] = current[i - 1];
    current[i] = e;
  }

  void drain() {
    u32& head = first[++turn & mask];
    if (head == none) return;
    for (u32 i = head; i != none;) {
      Node& node = nodes[i];
      const u32 next = node.next;
      current.push_back(node.event);
      node.next = spare;
      spare = i;
      i = next;
    }
    head = none;
    if (current.size() > 32) return std::sort(current.begin(), current.end(), std::greater<Event>());
    for (size_t i = 1; i < current.size(); i++) settle(current[i], i);
  }

public:
  /** About two events a bucket. */
  Calendar(size_t capacity, double eventsPerSecond, double reach) : nodes(new Node[capacity]), perWidth(eventsPerSecond / 2) {
    u64 buckets = 64;
    while (double(buckets) < reach * perWidth) buckets *= 2;
    first.assign(buckets, none);
    mask = buckets - 1;
    current.reserve(256);
  }

  void push(double time, Kind kind, u32 link) {
    const Event e{time, order++, u32(kind) << 30 | link};
    const u64 at = u64(std::int64_t(time * perWidth));
    if (at <= turn) {
      current.push_back(e);
      return settle(e, current.size() - 1);
    }
    u32 i = spare;
    if (i == none) i = used++;
    else spare = nodes[i].next;
    u32& head = first[at & mask];
    nodes[i] = {e, head};
    head = i;
  }

  Event pop() {
    while (current.empty()) drain();
    const Event e = current.back();
    current.pop_back();
    return e;
  }
};

struct Counts { u64 ticks = 0, delivered = 0, suspicions = 0; };

/** Link: the sender in a star; sender × N + monitor in a mesh. A deadline of 0: suspected, and its timer is off. */
template <bool mesh> static Counts run(u32 n, double end, u64 seed) {
  const u32 links = mesh ? n * n : n;
  const double perSecond = mesh ? n + 1.5 * n * double(n) : 2.5 * n;
  Calendar queue(size_t(links) * 2 + 2 * size_t(n) + 4096, perSecond, timeout + 2);
  Dice dice(seed);
  Counts counts;
  const double crash = end / 2;
  std::vector<double> deadline(links, timeout);
  for (u32 i = 0; i < n; i++) queue.push(interval * dice.uniform(), tick, i);
  for (u32 link = 0; link < links; link++) if (!mesh || link / n != link % n) queue.push(timeout, timer, link);
  const auto send = [&](double now, u32 link) {
    if (!dice.lost()) queue.push(now + shortest + meanDelay * dice.exponential(), delivery, link);
  };
  for (;;) {
    const Event e = queue.pop();
    const double now = e.time;
    const u32 link = e.link();
    if (now >= end) return counts;
    if (e.kind() == tick) {
      if (link == 0 && now >= crash) continue;
      counts.ticks++;
      queue.push(now + interval, tick, link);
      if constexpr (!mesh) send(now, link);
      else for (u32 to = 0; to < n; to++) if (to != link) send(now, link * n + to);
      continue;
    }
    if (mesh && now >= crash && link % n == 0) continue;
    double& due = deadline[link];
    if (e.kind() == delivery) {
      counts.delivered++;
      if (due == 0) [[unlikely]] queue.push(now + timeout, timer, link);
      due = now + timeout;
    } else if (due > now) {
      queue.push(due, timer, link);
    } else {
      counts.suspicions++;
      due = 0;
    }
  }
}

int main(int count, char** words) {
  if (count < 4) return 2;
  const u32 n = u32(std::atoi(words[2]));
  const double end = std::atof(words[3]);
  const u64 seed = count > 4 ? u64(std::atoll(words[4])) : 1;
  const double begun = cpuSeconds();
  const Counts counts = std::strcmp(words[1], "mesh") == 0 ? run<true>(n, end, seed) : run<false>(n, end, seed);
  std::printf("{\"ticks\":%lu,\"delivered\":%lu,\"suspicions\":%lu,\"cpu\":%.6f}\n", counts.ticks, counts.delivered, counts.suspicions, cpuSeconds() - begun);
}
