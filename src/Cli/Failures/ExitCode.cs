namespace Carillon.Cli.Failures;

/// <summary>How the program can end. <see cref="ExitCodes.All"/> says it in words.</summary>
internal enum ExitCode
{
    Ok = 0,
    Failed = 1,
    Usage = 2,
    Unreachable = 3,
    Refused = 4,
    Storage = 5,
    Interrupted = 130,
}

/// <summary>The one list of exit codes: the help shows it, and the manual is checked against it.</summary>
internal static class ExitCodes
{
    public static IReadOnlyList<(ExitCode Code, string Meaning)> All { get; } =
    [
        (ExitCode.Ok, "done as asked"),
        (ExitCode.Failed, "what was asked for failed: a turn, a check, a name that is not there"),
        (ExitCode.Usage, "the command line or its input does not fit"),
        (ExitCode.Unreachable, "no server answers"),
        (ExitCode.Refused, "the server refused: not allowed, or in conflict with what is there"),
        (ExitCode.Storage, "the data folder is in use, full, read-only, damaged or too new"),
        (ExitCode.Interrupted, "interrupted"),
    ];
}
