using System.Text;

namespace Carillon.Dialects.Diminuendo.Tests.Conformance;

/// <summary>Makes valid messages nearly valid, in the ways that parsers and the code behind them fall over.</summary>
internal sealed class Mutation(Random random)
{
    private static readonly string[] Splinters =
    [
        "null", "-1", "1e999", "-0", "0.1", "\"\"", "{}", "[]", "\\u0000", "\\ud800", "\\udfff\\ud800", "\uFFFF", "\u202E", "9223372036854775808",
        "18446744073709551616", "true", ",", "}", "\"", "\\", "\"type\":", "\"sessionId\":\"..\",", "../", "/etc/passwd", "%00", "\0",
        "\"type\":\"ping\",\"ts\":1,", new('[', 40), new('[', 20_000), new('9', 5_000), "\"" + new string('a', 5_000) + "\"",
    ];

    /// <summary>The message in some other form; sometimes as it was.</summary>
    public byte[] Of(string message)
    {
        var text = message;
        for (var cuts = random.Next(4); cuts > 0; cuts--) text = Cut(text);
        var bytes = Encoding.UTF8.GetBytes(text);
        if (random.Next(4) == 0) Spoil(bytes);
        return random.Next(16) == 0 ? bytes[..random.Next(bytes.Length + 1)] : bytes;
    }

    private string Cut(string text)
    {
        var at = random.Next(text.Length + 1);
        var until = Math.Min(text.Length, at + random.Next(8));
        return random.Next(5) switch
        {
            // A value put where another was.
            0 when text.LastIndexOf(':', Math.Max(0, at - 1)) is > 0 and var colon => text[..(colon + 1)] + Splinters[random.Next(Splinters.Length)] + text[until..],
            1 => text[..at] + text[at..until] + text[at..],
            2 => text[..at] + text[until..],
            _ => text[..at] + Splinters[random.Next(Splinters.Length)] + text[until..],
        };
    }

    private void Spoil(byte[] bytes)
    {
        if (bytes.Length == 0) return;
        for (var i = random.Next(4); i >= 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
    }
}
