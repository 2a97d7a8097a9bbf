using System.Globalization;
using Carillon.Contracts.Processes;

namespace Carillon.Features.Sandbox.Processes;

/// <summary>The limits of single processes as arguments of prlimit(1); what a process starts has them too.</summary>
internal static class Prlimit
{
    // At the first bound the process is told (SIGXCPU), at the second it is killed.
    private const int CpuGraceSeconds = 5;

    public static bool Missing => Find() is null;

    /// <summary>What to put in front of a command; nothing when there is no such program.</summary>
    /// <param name="countsOwnProcesses">
    /// The command runs in a user namespace of its own, so that RLIMIT_NPROC counts what is inside (Linux 5.14); elsewhere it counts
    /// all that this user runs.
    /// </param>
    public static IReadOnlyList<string> Prefix(ResourceLimits limits, bool countsOwnProcesses)
    {
        if (Find() is not { } tool) return [];
        List<string> line = [tool, "--core=0"];
        if (limits.MemoryBytes is { } memory) line.Add($"--data={Bound(memory, "Max data size")}");
        if (limits.FileBytes is { } file) line.Add($"--fsize={Bound(file, "Max file size")}");
        if (limits.OpenFiles is { } files) line.Add($"--nofile={Bound(files, "Max open files")}");
        if (limits.CpuSeconds is { } seconds) line.Add($"--cpu={Bound(seconds, "Max cpu time")}:{Bound(seconds + CpuGraceSeconds, "Max cpu time")}");
        if (countsOwnProcesses && limits.Processes is { } processes) line.Add($"--nproc={Bound(processes, "Max processes")}");
        line.Add("--");
        return line;
    }

    private static string? Find() => OperatingSystem.IsLinux() ? Executable.TryFindTool("prlimit") : null;

    /// <summary>Never above our own hard limit, which only root may exceed.</summary>
    private static string Bound(long wanted, string name)
    {
        // proc(5): name, soft limit, hard limit, unit, in columns.
        var line = File.ReadLines("/proc/self/limits").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        var hard = line?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(1);
        var allowed = long.TryParse(hard, CultureInfo.InvariantCulture, out var most) ? Math.Min(wanted, most) : wanted;
        return allowed.ToString(CultureInfo.InvariantCulture);
    }
}
