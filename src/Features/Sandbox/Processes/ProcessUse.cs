using System.Globalization;
using Carillon.Contracts.Processes;

namespace Carillon.Features.Sandbox.Processes;

/// <summary>What a process uses with everything it started.</summary>
internal sealed record ProcessUse(PlacedProcess Process, IReadOnlyList<ProcessEntry> Members)
{
    public int Threads { get; } = Members.Sum(member => member.Threads);

    /// <summary>Pages that several members share are counted for each.</summary>
    public long ResidentBytes { get; } = Members.Sum(member => member.ResidentBytes);

    /// <summary>The same, with each member's share of what it shares (proc(5), smaps_rollup).</summary>
    public long OwnBytes() => Members.Sum(OwnBytes);

    private static long OwnBytes(ProcessEntry member)
    {
        try
        {
            var line = File.ReadLines($"/proc/{member.Pid}/smaps_rollup").FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal));
            var kilobytes = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
            return long.TryParse(kilobytes, CultureInfo.InvariantCulture, out var value) ? value << 10 : member.ResidentBytes;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or may not be looked into.
            return File.Exists($"/proc/{member.Pid}/stat") ? member.ResidentBytes : 0;
        }
    }
}
