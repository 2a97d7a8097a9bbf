using Carillon.Contracts.Agents;
using Carillon.Contracts.Processes;

namespace Carillon.Features.Sessions.Agents;

/// <summary>A command as people read it.</summary>
internal static class CommandLine
{
    private const int SignalBase = 128;

    /// <summary>Command and arguments as a shell would take them; those that need quotes have them.</summary>
    public static string Of(TerminalRequest request) => CommandText.Of(request.Arguments.Prepend(request.Command));

    /// <summary>The line that a shell would run: a command without arguments may be one already, and agents like to bring the shell along.</summary>
    public static string ToRun(TerminalRequest request) => (request.Command, request.Arguments) switch
    {
        (_, []) => request.Command,
        ("sh" or "bash" or "/bin/sh" or "/bin/bash" or "/usr/bin/sh" or "/usr/bin/bash", ["-c" or "-lc", var line]) => line,
        _ => Of(request),
    };

    /// <summary>The exit code; 128 + n when signal n ended it, and 128 for a signal without a number that is the same everywhere.</summary>
    public static int ExitCode(TerminalExit exit) => exit.ExitCode ?? SignalBase + exit.Signal switch
    {
        "SIGHUP" => 1,
        "SIGINT" => 2,
        "SIGQUIT" => 3,
        "SIGILL" => 4,
        "SIGTRAP" => 5,
        "SIGABRT" => 6,
        "SIGFPE" => 8,
        "SIGKILL" => 9,
        "SIGSEGV" => 11,
        "SIGPIPE" => 13,
        "SIGALRM" => 14,
        "SIGTERM" => 15,
        "SIGXCPU" => 24,
        "SIGXFSZ" => 25,
        _ => 0,
    };
}
