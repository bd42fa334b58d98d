/** How the stage is looked at: which pictures, and what the matrix shows. Part of every link. */
export const stageViews = ['topology+matrix', 'topology+spacetime', 'topology', 'spacetime', 'matrix'] as const;
/** Which pictures stand on the stage; of two, a narrow screen shows the first. */
export type StageView = (typeof stageViews)[number];

/** Who believes what, or who said so first. */
export const matrixTables = ['opinions', 'accusers'] as const;
export type MatrixTable = (typeof matrixTables)[number];
/** Opinions as the detectors give them, or how near each is to its threshold. */
export const matrixShades = ['states', 'levels'] as const;
export type MatrixShade = (typeof matrixShades)[number];
export const matrixOrders = ['id', 'disagreement', 'side'] as const;
export type MatrixOrder = (typeof matrixOrders)[number];

export interface Look {
  readonly view: StageView;
  readonly table: MatrixTable;
  readonly shade: MatrixShade;
  readonly order: MatrixOrder;
}

export const usualLook: Look = { view: 'topology+matrix', table: 'opinions', shade: 'states', order: 'id' };

/** The part of a link that says it, by field: nothing where it is as usual. */
export function lookFields({ view, table, shade, order }: Look): readonly string[] {
  const matrix = [table, shade, order].filter((word, i) => word !== [usualLook.table, usualLook.shade, usualLook.order][i]);
  return [...(view === usualLook.view ? [] : [`view=${view}`]), ...(matrix.length > 0 ? [`matrix=${matrix.join('+')}`] : [])];
}

export function readStageView(text: string): Pick<Look, 'view'> {
  const view = stageViews.find(one => one === text);
  if (!view) throw new Error(`"${text.slice(0, 30)}" is no view of the stage: ${stageViews.join(', ')}`);
  return { view };
}

export function readMatrixLook(text: string): Omit<Look, 'view'> {
  const { view: _, ...usual } = usualLook;
  return text.split('+').reduce((look, word) => {
    const [table, shade, order] = [matrixTables.find(one => one === word), matrixShades.find(one => one === word), matrixOrders.find(one => one === word)];
    if (!table && !shade && !order) throw new Error(`"${word.slice(0, 30)}" is nothing that the matrix can show`);
    return { ...look, ...(table && { table }), ...(shade && { shade }), ...(order && { order }) };
  }, usual);
}
