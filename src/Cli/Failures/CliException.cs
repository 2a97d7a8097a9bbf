namespace Carillon.Cli.Failures;

/// <summary>The program cannot do what was asked.</summary>
/// <param name="message">What went wrong, in one line.</param>
/// <param name="hint">What to do about it, in one line.</param>
internal sealed class CliException(ExitCode code, string message, string? hint = null, Exception? inner = null) : Exception(message, inner)
{
    public ExitCode Code { get; } = code;

    public string? Hint { get; } = hint;
}

/// <summary>Whoever read our output has gone; nothing is left to be said to anyone.</summary>
internal sealed class OutputClosedException(Exception inner) : Exception("The reader of the output is gone.", inner);
