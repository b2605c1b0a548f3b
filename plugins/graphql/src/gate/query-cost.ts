import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** What the text of an operation says about its cost. */
export interface QueryCost {
  /** Selected fields, each 1, fragments expanded at each use; arguments and list sizes do not count. */
  readonly complexity: number;
  /** Levels of braces below the operation. */
  readonly depth: number;
}

/**
 * Costs of all operations of a valid document.
 * Each fragment is measured once: expanded in place, a few fragments that use each other twice would take for ever.
 */
export function queryCosts(document: DocumentNode): ReadonlyMap<OperationDefinitionNode, QueryCost> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const known = new Map<string, QueryCost>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);

  const ofFragment = (name: string): QueryCost => {
    const cost = known.get(name) ?? ofSelection(fragments.get(name)?.selectionSet);
    known.set(name, cost);
    return cost;
  };
  const ofSelection = (set: SelectionSetNode | undefined): QueryCost => {
    let [complexity, depth] = [0, 0];
    for (const node of set?.selections ?? []) {
      if (node.kind === Kind.FIELD) {
        const below = node.name.value === '__schema' ? nothing : ofSelection(node.selectionSet);
        complexity += 1 + below.complexity;
        depth = Math.max(depth, 1 + below.depth);
      } else {
        const inside =
          node.kind === Kind.FRAGMENT_SPREAD ? ofFragment(node.name.value) : ofSelection(node.selectionSet);
        complexity += inside.complexity;
        depth = Math.max(depth, inside.depth);
      }
    }
    return { complexity, depth };
  };

  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  return new Map(operations.map((operation) => [operation, ofSelection(operation.selectionSet)]));
}

const nothing: QueryCost = { complexity: 0, depth: 0 };
