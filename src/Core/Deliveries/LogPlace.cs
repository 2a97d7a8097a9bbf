using System.Globalization;

namespace Carillon.Core.Deliveries;

/// <summary>A point in the log, or in one stream, as clients hold it and give it back: <c>{epoch}-{position}</c>.</summary>
/// <param name="Epoch">The life of the log that the number belongs to.</param>
public readonly record struct LogPlace(long Epoch, long Position)
{
    /// <summary>Two 64-bit numbers, a sign each, and the dash.</summary>
    public const int MaxLength = 41;

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out LogPlace place)
    {
        place = default;
        var dash = text.IndexOf('-');
        if (dash < 0 || !TryParse(text[..dash], out long epoch) || !TryParse(text[(dash + 1)..], out long position)) return false;
        place = new LogPlace(epoch, position);
        return true;
    }

    /// <summary>Why nobody can go on from here, in words for whoever wanted to; null when one can.</summary>
    /// <param name="epoch">The log's own.</param>
    /// <param name="head">The newest there is.</param>
    public string? ResetIn(long epoch, long head)
    {
        if (Epoch != epoch) return "The cursor belongs to another life of the log, which was lost or restored.";
        return Position > head ? "The cursor is ahead of the log." : null;
    }

    /// <summary>Writes it as UTF-8 and returns its length; the target holds <see cref="MaxLength"/>.</summary>
    public int Format(Span<byte> target)
    {
        Epoch.TryFormat(target, out var length, default, CultureInfo.InvariantCulture);
        target[length++] = (byte)'-';
        Position.TryFormat(target[length..], out var more, default, CultureInfo.InvariantCulture);
        return length + more;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}-{Position}");

    private static bool TryParse(ReadOnlySpan<char> text, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
