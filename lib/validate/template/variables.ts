import { union, unknown, type Sym } from './symbol';

/** The variables that are visible in a block. */
export class Variables {
  private readonly own = new Map<string, Sym>();
  private isAssigned = false;

  constructor(private readonly outer?: Variables) {}

  nested(): Variables {
    return new Variables(this);
  }

  declare(name: string, symbol: Sym): void {
    this.own.set(name, symbol);
  }

  /** Whether it is run is not known: afterwards it is the one or the other. */
  assign(name: string, symbol: Sym): void {
    this.isAssigned = true;
    const before = this.own.get(name);
    if (before !== undefined) this.own.set(name, union(before, symbol));
    else this.outer?.assign(name, symbol);
  }

  get(name: string): Sym {
    return this.own.get(name) ?? this.outer?.get(name) ?? unknown;
  }

  /** Whether a block within has assigned to one from outside of it. */
  hasAssignments(): boolean {
    return this.isAssigned;
  }
}
