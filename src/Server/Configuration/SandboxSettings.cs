using System.ComponentModel.DataAnnotations;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Carillon.Features.Sandbox;

namespace Carillon.Server.Configuration;

/// <summary>Where agents and the commands that they run live.</summary>
public sealed record SandboxSettings
{
    /// <summary><c>local</c>: a folder for each session, and plain processes of this user. <c>bubblewrap</c>: namespaces of their own, made by Debian's bwrap.</summary>
    public SandboxKind Provider { get; set; } = SandboxKind.Local;

    /// <summary><c>host</c>: processes reach what this machine reaches. <c>none</c>: no network at all, with <c>bubblewrap</c> only.</summary>
    public SandboxNetwork Network { get; set; } = SandboxNetwork.Host;

    /// <summary>Files and folders that processes in a <c>bubblewrap</c> sandbox may read beside the system's own, absolute, such as where an agent is installed.</summary>
    public IReadOnlyList<string> Readable { get; set; } = [];

    /// <summary>What a session's processes may use up.</summary>
    public SandboxLimitSettings Limits { get; set; } = new();

    internal IEnumerable<(string Place, string Text)> Mistakes()
    {
        if (Network == SandboxNetwork.None && Provider != SandboxKind.Bubblewrap)
            yield return ("sandbox.network", "only the provider bubblewrap can cut the network");
        for (var i = 0; i < Readable.Count; i++)
        {
            if (!Path.IsPathFullyQualified(Readable[i])) yield return ($"sandbox.readable.{i}", "this is to be an absolute path");
        }

        foreach (var mistake in Limits.Mistakes()) yield return mistake;
    }

    /// <param name="dataDirectory">The data folder.</param>
    internal SandboxOptions Options(string dataDirectory) => new(Path.Combine(dataDirectory, "workspaces"))
    {
        Provider = Provider == SandboxKind.Bubblewrap ? SandboxProvider.Bubblewrap : SandboxProvider.Local,
        Network = Network == SandboxNetwork.Host,

        // The built-in agents are this program itself, wherever it and its runtime are installed.
        Readable = [.. Readable, Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory), Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."))],
        Hidden = dataDirectory,
        Limits = Limits.Options(),
    };
}

/// <summary>What keeps a session's processes from the rest of the machine.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SandboxKind>))]
public enum SandboxKind
{
    /// <summary>Nothing.</summary>
    [JsonStringEnumMemberName("local")] Local,

    /// <summary>Namespaces of their own.</summary>
    [JsonStringEnumMemberName("bubblewrap")] Bubblewrap,
}

/// <summary>What processes reach.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SandboxNetwork>))]
public enum SandboxNetwork
{
    /// <summary>Whatever this machine does.</summary>
    [JsonStringEnumMemberName("host")] Host,

    /// <summary>Nothing.</summary>
    [JsonStringEnumMemberName("none")] None,
}

/// <summary>What a session's processes may use up; 0 for no limit.</summary>
public sealed record SandboxLimitSettings
{
    private const int MostMegabytes = 1 << 24;

    /// <summary>Memory: what one process may allocate, and what all of a session's hold together.</summary>
    public int MemoryMegabytes { get; set; } = 8192;

    /// <summary>Processes and threads of a session together.</summary>
    public int Processes { get; set; } = 2048;

    /// <summary>Processor time that one process may use.</summary>
    [Range(0, 100_000_000)]
    public int CpuSeconds { get; set; }

    /// <summary>The largest file that a process may write.</summary>
    [Range(0, MostMegabytes)]
    public int FileMegabytes { get; set; } = 8192;

    /// <summary>Files that one process may have open.</summary>
    public int OpenFiles { get; set; } = 8192;

    internal IEnumerable<(string Place, string Text)> Mistakes()
    {
        if (MemoryMegabytes is not 0 and (< 64 or > MostMegabytes)) yield return ("sandbox.limits.memoryMegabytes", $"from 64 to {MostMegabytes}, or 0 for no limit");
        if (Processes is not 0 and (< 16 or > 1_000_000)) yield return ("sandbox.limits.processes", "from 16 to 1000000, or 0 for no limit");
        if (OpenFiles is not 0 and (< 64 or > 1_000_000)) yield return ("sandbox.limits.openFiles", "from 64 to 1000000, or 0 for no limit");
    }

    internal ResourceLimits Options() => new()
    {
        MemoryBytes = Bytes(MemoryMegabytes),
        Processes = Some(Processes),
        CpuSeconds = Some(CpuSeconds),
        FileBytes = Bytes(FileMegabytes),
        OpenFiles = Some(OpenFiles),
    };

    private static int? Some(int value) => value == 0 ? null : value;

    private static long? Bytes(int megabytes) => megabytes == 0 ? null : (long)megabytes << 20;
}
