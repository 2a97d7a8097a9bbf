using System.Buffers;
using System.Text;
using Carillon.Core.Connections;
using Carillon.Core.Streams;

namespace Carillon.Core.Tests.Support;

/// <summary>Writes an entry or a gap as one line of words, so that a test can read back exactly what a peer was told; counts its work.</summary>
internal sealed class LineFormat : IEntryFormat
{
    private int _writes;

    /// <summary>Types it has no word for.</summary>
    public HashSet<string> Unspoken { get; } = [];

    /// <summary>A type that it cannot write.</summary>
    public string? Breaks { get; set; }

    /// <summary>How often an entry was turned into bytes.</summary>
    public int Writes => Volatile.Read(ref _writes);

    public void Write(Entry entry, MessageWriter writer)
    {
        Interlocked.Increment(ref _writes);
        if (entry.Type == Breaks) throw new InvalidOperationException($"No way to write {entry.Type}.");
        if (Unspoken.Contains(entry.Type)) return;
        var kept = entry.Durable ? "durable" : "ephemeral";
        var line = $"entry {entry.Stream.Tenant} {entry.Stream.Name} {entry.FirstSeq} {entry.Seq} {kept} {entry.Position} {entry.Type} ";
        writer.BeginBytes().Write(Encoding.UTF8.GetBytes(line));
        writer.BeginBytes().Write(entry.Data.Span);
        writer.EndMessage();
    }

    public void WriteGap(Gap gap, MessageWriter writer)
    {
        var line = $"gap {gap.Stream.Tenant} {gap.Stream.Name} {gap.From} {gap.To} {gap.Reason}";
        writer.BeginBytes().Write(Encoding.UTF8.GetBytes(line));
        writer.EndMessage();
    }
}
