export declare const typesFile: string;
export declare function schemaTypes(): string;
