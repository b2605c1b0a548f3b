import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  type GraphQLResolveInfo,
  type SelectionSetNode,
} from 'graphql';

/** Is the field selected below the one being resolved, e.g. `['items', 'metaData']`? Aliases and fragments are seen through. */
export function selects(info: GraphQLResolveInfo, path: readonly string[]): boolean {
  return info.fieldNodes.some((node) => reaches(node.selectionSet, path, info));
}

function reaches(set: SelectionSetNode | undefined, path: readonly string[], info: GraphQLResolveInfo): boolean {
  const [next, ...rest] = path;
  if (next === undefined) return true;
  return (set?.selections ?? []).some((node) => {
    const { variableValues } = info;
    if (getDirectiveValues(GraphQLSkipDirective, node, variableValues)?.['if'] === true) return false;
    if (getDirectiveValues(GraphQLIncludeDirective, node, variableValues)?.['if'] === false) return false;
    if (node.kind === Kind.FIELD) return node.name.value === next && reaches(node.selectionSet, rest, info);
    if (node.kind === Kind.INLINE_FRAGMENT) return reaches(node.selectionSet, path, info);
    return reaches(info.fragments[node.name.value]?.selectionSet, path, info);
  });
}
