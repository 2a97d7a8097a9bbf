using System.Globalization;

namespace Carillon.Contracts.Processes;

/// <summary>
/// A shell in front of a command that builds itself a namespace of processes. Until that stands, no death of a parent takes along what the
/// command has begun with: so it is the shell that hears of the death, and it kills its whole process group.
/// </summary>
internal static class GroupGuard
{
    // What the command reads and writes is closed here: else its end would be heard of only with the shell's.
    private const string Script = """
        trap 'trap "" TERM; kill -KILL 0' TERM
        [ "$PPID" = "$0" ] || exit 143
        exec 3<&0
        "$@" <&3 3<&- &
        exec </dev/null >/dev/null 2>&1 3<&-
        wait "$!"
        """;

    /// <summary>What stands in front of the command.</summary>
    /// <param name="setpriv">The program that asks for the signal at the parent's death.</param>
    public static IReadOnlyList<string> Prefix(string setpriv) =>
        [setpriv, "--pdeathsig", "TERM", "/bin/sh", "-c", Script, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)];
}
