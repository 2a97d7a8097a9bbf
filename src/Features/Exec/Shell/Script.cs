namespace Carillon.Features.Exec.Shell;

/// <summary>A line as a shell takes it apart, without running any of it.</summary>
internal sealed record Script(IReadOnlyList<Pipeline> Pipelines);

/// <summary>Commands that feed each other.</summary>
/// <param name="Background">Not waited for.</param>
internal sealed record Pipeline(IReadOnlyList<Command> Commands, bool Background);

/// <summary>One part of a pipeline.</summary>
internal abstract record Command(IReadOnlyList<Redirection> Redirections);

/// <summary>A program with its arguments.</summary>
internal sealed record SimpleCommand(IReadOnlyList<Assignment> Assignments, IReadOnlyList<Word> Words, IReadOnlyList<Redirection> Redirections)
    : Command(Redirections);

/// <summary>Commands in parentheses or braces, or those of a loop or a condition.</summary>
internal sealed record Group(Script Body, IReadOnlyList<Redirection> Redirections) : Command(Redirections);

/// <summary>A function is defined; whether it is called is another matter.</summary>
internal sealed record Function(string Name, Command Body) : Command([]);

/// <summary>A variable is set.</summary>
internal sealed record Assignment(string Name, Word Value);

/// <summary>A stream goes elsewhere.</summary>
/// <param name="Operator">Without a number in front: <c>&gt;</c>, <c>&lt;&lt;</c> …</param>
/// <param name="Target">The file, or what a here-document or here-string holds.</param>
internal sealed record Redirection(string Operator, Word Target)
{
    /// <summary>Whether it creates or changes a file; to a number or to <c>-</c> it does not.</summary>
    public bool Writes => Operator is ">" or ">>" or ">|" or "<>" or "&>" or "&>>"
        || (Operator == ">&" && !Target.IsStreamNumber);

    /// <summary>Whether the target is text for standard input, not a file.</summary>
    public bool IsText => Operator is "<<" or "<<-" or "<<<";
}

/// <summary>One argument.</summary>
/// <param name="Text">What it comes to; the best guess where that depends on more than the line.</param>
/// <param name="IsCertain">Whether the text is exactly what a program would get, patterns of file names apart.</param>
internal sealed record Word(string Text, bool IsCertain)
{
    /// <summary>Nothing in it was quoted, so it may be a word of the shell's own.</summary>
    public bool IsBare { get; init; }

    /// <summary>It is a pattern of file names.</summary>
    public bool HasPattern { get; init; }

    /// <summary>It stands for the input or output of a command: <c>&lt;(…)</c>.</summary>
    public bool IsProcess { get; init; }

    /// <summary>The commands whose output is part of it.</summary>
    public IReadOnlyList<Script> Inner { get; init; } = [];

    public bool IsStreamNumber => IsCertain && (Text == "-" || (Text.Length > 0 && Text.TrimEnd('-').All(char.IsAsciiDigit)));
}
