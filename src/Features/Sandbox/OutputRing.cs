using System.Text;

namespace Carillon.Features.Sandbox;

/// <summary>The latest output of a command, at most so many bytes of UTF-8; the oldest goes first, in whole characters.</summary>
internal sealed class OutputRing(int limit)
{
    private const int FirstSize = 4096;
    private readonly Lock _lock = new();
    private byte[] _bytes = new byte[Math.Min(FirstSize, limit)];
    private int _start;
    private int _length;
    private bool _truncated;

    public void Append(string text)
    {
        ReadOnlySpan<byte> added = Encoding.UTF8.GetBytes(text);
        lock (_lock)
        {
            if (added.Length > limit)
            {
                added = added[^limit..];
                _start = _length = 0;
                _truncated = true;
            }

            Grow(_length + added.Length);
            Drop(_length + added.Length - _bytes.Length);
            Write(added);
        }
    }

    public (string Text, bool Truncated) Read()
    {
        lock (_lock)
        {
            var kept = new byte[_length];
            var first = Math.Min(_length, _bytes.Length - _start);
            _bytes.AsSpan(_start, first).CopyTo(kept);
            _bytes.AsSpan(0, _length - first).CopyTo(kept.AsSpan(first));
            return (Encoding.UTF8.GetString(kept.AsSpan(CutCharacter(kept))), _truncated);
        }
    }

    /// <summary>Bytes at the beginning that are the rest of a character (RFC 3629: 10xxxxxx).</summary>
    private static int CutCharacter(ReadOnlySpan<byte> bytes)
    {
        var cut = 0;
        while (cut < bytes.Length && (bytes[cut] & 0xC0) == 0x80) cut++;
        return cut;
    }

    private void Grow(int needed)
    {
        if (needed <= _bytes.Length || _bytes.Length == limit) return;
        var larger = new byte[(int)Math.Min(limit, Math.Max(2L * _bytes.Length, needed))];

        // It never wraps before it has its full size, so what it holds is in one piece.
        _bytes.AsSpan(_start, _length).CopyTo(larger);
        _bytes = larger;
        _start = 0;
    }

    private void Drop(int count)
    {
        if (count <= 0) return;
        _start = (_start + count) % _bytes.Length;
        _length -= count;
        _truncated = true;
    }

    private void Write(ReadOnlySpan<byte> added)
    {
        if (added.IsEmpty) return;
        var end = (_start + _length) % _bytes.Length;
        var first = Math.Min(added.Length, _bytes.Length - end);
        added[..first].CopyTo(_bytes.AsSpan(end));
        added[first..].CopyTo(_bytes);
        _length += added.Length;
    }
}
