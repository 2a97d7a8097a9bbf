using Carillon.Contracts.Agents;

namespace Carillon.Features.Sandbox;

/// <summary>
/// Reads an exit code the way shells write it: 128 + n stands for signal n (signal(7)). The platform tells no more, so a command that
/// itself exits with such a code looks as if the signal had ended it.
/// </summary>
internal static class SignalName
{
    public static TerminalExit Read(int exitCode) => (exitCode - 128) switch
    {
        1 => Signal("SIGHUP"),
        2 => Signal("SIGINT"),
        3 => Signal("SIGQUIT"),
        4 => Signal("SIGILL"),
        6 => Signal("SIGABRT"),
        7 => Signal("SIGBUS"),
        8 => Signal("SIGFPE"),
        9 => Signal("SIGKILL"),
        11 => Signal("SIGSEGV"),
        13 => Signal("SIGPIPE"),
        14 => Signal("SIGALRM"),
        15 => Signal("SIGTERM"),
        24 => Signal("SIGXCPU"),
        25 => Signal("SIGXFSZ"),
        _ => new TerminalExit(exitCode, null),
    };

    private static TerminalExit Signal(string name) => new(null, name);
}
