import { nameOfToken, type Token } from '../contracts/token.js';

/** A plugin, seen only by what it gives and takes. */
export interface GraphNode {
  readonly name: string;
  readonly provides: readonly Token<unknown>[];
  readonly needs: readonly Token<unknown>[];
  readonly wants: readonly Token<unknown>[];
}

interface StartPlan<Node extends GraphNode> {
  /** Providers before those who use them; otherwise as configured. */
  readonly order: readonly Node[];
  /** One line each; when there is any, `order` is not to be used. */
  readonly problems: readonly string[];
}

/**
 * Orders plugins for starting and finds every missing, double and circular need at once.
 * @param given contracts that the kernel itself keeps
 */
export function planStart<Node extends GraphNode>(
  nodes: readonly Node[],
  given: readonly Token<unknown>[],
): StartPlan<Node> {
  const problems: string[] = [...doubleNames(nodes)];
  const providers = new Map<Token<unknown>, Node>();
  for (const node of nodes) {
    for (const contract of node.provides) {
      const other = providers.get(contract);
      if (given.includes(contract))
        problems.push(`${node.name} provides ${nameOfToken(contract)}, which only the kernel may`);
      else if (other)
        problems.push(
          `${other.name} and ${node.name} both provide ${nameOfToken(contract)}: remove one, or tell them apart with "as"`,
        );
      else providers.set(contract, node);
    }
  }
  const before = new Map<Node, readonly Node[]>();
  for (const node of nodes) {
    const earlier: Node[] = [];
    for (const contract of node.needs) {
      const provider = providers.get(contract);
      if (provider) earlier.push(provider);
      else if (!given.includes(contract))
        problems.push(`${node.name} needs ${nameOfToken(contract)}, which no configured plugin provides`);
    }
    for (const contract of node.wants) {
      const provider = providers.get(contract);
      if (provider) earlier.push(provider);
    }
    before.set(node, earlier);
  }
  const { order, circles } = sort(nodes, before);
  for (const circle of circles)
    problems.push(`circular needs: ${circle.map((node) => node.name).join(' → ')} (each needs the next)`);
  return { order, problems };
}

/** The plugins that `roots` cannot do without, roots included, in the order of `nodes`. */
export function closureOf<Node extends GraphNode>(
  nodes: readonly Node[],
  contracts: readonly Token<unknown>[],
): ReadonlySet<Node> {
  const found = new Set<Node>();
  const open = [...contracts];
  for (let contract = open.pop(); contract !== undefined; contract = open.pop()) {
    const wanted = contract;
    const provider = nodes.find((node) => node.provides.includes(wanted));
    if (!provider || found.has(provider)) continue;
    found.add(provider);
    open.push(...provider.needs, ...provider.wants);
  }
  return found;
}

function doubleNames(nodes: readonly GraphNode[]): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { name } of nodes) {
    if (seen.has(name)) twice.add(name);
    seen.add(name);
  }
  return [...twice].map((name) => `two plugins are called ${name}: give one of them another name with "as"`);
}

function sort<Node extends GraphNode>(
  nodes: readonly Node[],
  before: ReadonlyMap<Node, readonly Node[]>,
): { order: Node[]; circles: Node[][] } {
  const order: Node[] = [];
  const circles: Node[][] = [];
  const done = new Set<Node>();
  const path: Node[] = [];
  const visit = (node: Node): void => {
    if (done.has(node)) return;
    const at = path.indexOf(node);
    if (at >= 0) {
      circles.push([...path.slice(at), node]);
      return;
    }
    path.push(node);
    for (const earlier of before.get(node) ?? []) visit(earlier);
    path.pop();
    done.add(node);
    order.push(node);
  };
  for (const node of nodes) visit(node);
  return { order, circles };
}
