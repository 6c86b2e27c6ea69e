/** The addresses of the page's files. */
export interface PageFiles {
  /** The addresses of the module, the style sheet and the icon. */
  script: string;
  style: string;
  icon: string;
  /** The addresses of modules that are loaded later, by the names that the page imports. */
  imports?: Record<string, string>;
}

/**
 * The addresses of the page's files for the shell.
 *
 * @param names all files of the folder that is served
 * @param addressOf the address of a file. It changes with the file's content, so that no cache can mix old and new files
 */
export function pageFiles(names: string[], addressOf: (name: string) => string): PageFiles {
  const later = names.filter((name) => name.endsWith('.mjs') && name !== 'index.mjs').toSorted();
  return {
    script: addressOf('index.mjs'),
    style: addressOf('index.css'),
    icon: addressOf('icon.svg'),
    // A module that the page imports later keeps its name there.
    imports: Object.fromEntries(later.map((name) => [`/_static/${name}`, addressOf(name)])),
  };
}
