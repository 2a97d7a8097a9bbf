using System.Globalization;
using System.Text;
using Carillon.Core.Connections;
using Carillon.Core.Streams;

namespace Carillon.Core.Tests.Support;

/// <summary>One message as a peer read it.</summary>
internal abstract record Heard
{
    /// <summary>Reads a line that <see cref="LineFormat"/> wrote, or any other line as it is.</summary>
    public static Heard Parse(ReadOnlySpan<byte> line)
    {
        var text = Encoding.UTF8.GetString(line);
        var words = text.Split(' ', 9);
        return words[0] switch
        {
            "entry" => new HeardEntry(
                new StreamId(words[1], words[2]), Number(words[3]), Number(words[4]), words[5] == "durable", Number(words[6]), words[7], words[8]),
            "gap" => new HeardGap(new StreamId(words[1], words[2]), Number(words[3]), Number(words[4]), Enum.Parse<GapReason>(words[5])),
            _ => new HeardText(text),
        };
    }

    private static long Number(string word) => long.Parse(word, CultureInfo.InvariantCulture);
}

internal sealed record HeardEntry(StreamId Stream, long FirstSeq, long Seq, bool Durable, long Position, string Type, string Data) : Heard;

internal sealed record HeardGap(StreamId Stream, long From, long To, GapReason Reason) : Heard;

internal sealed record HeardText(string Text) : Heard;
