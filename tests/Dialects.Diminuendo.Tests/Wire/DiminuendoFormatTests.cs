using Carillon.Core.Streams;
using Carillon.Dialects.Diminuendo.Wire;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Tests.Wire;

public sealed class DiminuendoFormatTests
{
    [Fact]
    public void A_record_without_a_word_is_a_gap_of_its_own_number()
    {
        foreach (var value in Samples.Unsaid)
        {
            var line = Assert.Single(Written.Of(value, seq: 8));
            Assert.Equal("""{"type":"gap","sessionId":"f47ac10b-...","fromSeq":7,"toSeq":8}""", line);
        }
    }

    [Fact]
    public void A_custom_type_and_data_that_no_longer_fits_are_gaps_too()
    {
        var gap = """{"type":"gap","sessionId":"f47ac10b-...","fromSeq":4,"toSeq":5}""";

        Assert.Equal([gap], Written.Of(Written.Custom("my.own", 5)));
        Assert.Equal([gap], Written.Of(Written.Custom("turn.started", 5)));
    }

    [Fact]
    public void Joined_pieces_say_the_first_number_they_stand_for()
    {
        var line = Assert.Single(Written.Of(new TurnTextDelta("s1", "u1", "abc"), seq: 9, time: 3, firstSeq: 7));

        Assert.Equal("""{"type":"text_delta","sessionId":"s1","turnId":"u1","text":"abc","seq":9,"ts":3,"firstSeq":7}""", line);
    }

    [Fact]
    public void Dotted_names_replace_the_delta_and_stand_beside_the_end_of_the_turn()
    {
        Assert.Equal(
            ["""{"type":"message.delta","sessionId":"s1","turnId":"u1","text":"a","seq":1,"ts":5}"""],
            Written.Of(new TurnTextDelta("s1", "u1", "a"), 1, 5, format: DiminuendoFormat.Dotted));
        Assert.Equal(
            [
                """{"type":"message.complete","sessionId":"s1","turnId":"u1","text":"ab","seq":2,"ts":5}""",
                """{"type":"turn_complete","sessionId":"s1","turnId":"u1","finalText":"ab","seq":2,"ts":5}""",
            ],
            Written.Of(new TurnCompleted("s1", "u1", "ab", "end_turn", 1), 2, 5, format: DiminuendoFormat.Dotted));
    }

    [Fact]
    public void Dotted_names_are_for_whoever_asks_for_them_in_the_address()
    {
        Assert.Same(DiminuendoFormat.Dotted, DiminuendoFormat.AskedFor(new Dictionary<string, string> { ["events"] = "dot" }));
        Assert.Same(DiminuendoFormat.SnakeCase, DiminuendoFormat.AskedFor(new Dictionary<string, string> { ["events"] = "snake" }));
        Assert.Same(DiminuendoFormat.SnakeCase, DiminuendoFormat.AskedFor(new Dictionary<string, string>()));
    }

    [Fact]
    public void What_the_tenants_stream_holds_beside_sessions_is_left_out_without_a_gap()
    {
        Assert.Empty(Written.Of(new CronTriggered("j", "r", "manual"), seq: 4));
    }

    [Fact]
    public void A_stored_entry_is_written_as_a_fresh_one_is()
    {
        var fresh = Written.EntryOf(new ToolCompleted("s1", "u1", "c", "read", 5, "\u00e9 \"<\u2028>"), 3, 4);
        var stored = new Entry
        {
            Stream = fresh.Stream,
            Seq = 3,
            Epoch = 1,
            Position = 3,
            Time = 4,
            Type = fresh.Type,
            Durable = true,
            Data = fresh.Data,
        };

        Assert.Equal(Written.Of(fresh), Written.Of(stored));
    }
}
