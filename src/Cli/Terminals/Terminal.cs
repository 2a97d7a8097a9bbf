namespace Carillon.Cli.Terminals;

/// <summary>All that a command touches of the world it was started in.</summary>
internal sealed record Terminal
{
    /// <summary>Standard input.</summary>
    public required Stream Input { get; init; }

    /// <summary>Whether a person, and not a file or a pipe, is at the other end of standard input.</summary>
    public required bool IsInputTerminal { get; init; }

    /// <summary>Standard output: what was asked for.</summary>
    public required Screen Output { get; init; }

    /// <summary>The bytes under <see cref="Output"/>, for what is passed on as it is; not to be mixed with it.</summary>
    public required Stream OutputBytes { get; init; }

    /// <summary>Standard error: what is said about it.</summary>
    public required Screen Error { get; init; }

    /// <summary>The keys a person presses; null where there is nobody to ask.</summary>
    public IKeys? Keys { get; init; }

    /// <summary>Ctrl-C and the like.</summary>
    public required Interrupts Interrupts { get; init; }

    /// <summary>Environment variables.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>The names of those that there are.</summary>
    public required Func<IEnumerable<string>> VariableNames { get; init; }

    /// <summary>Tells and measures time.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>The value of a variable that is set to something.</summary>
    public string? Setting(string name) => Variable(name) is { Length: > 0 } value ? value : null;
}
