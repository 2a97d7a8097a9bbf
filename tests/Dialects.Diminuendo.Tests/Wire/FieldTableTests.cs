using System.Text.Json;
using System.Text.Json.Nodes;
using Carillon.Dialects.Diminuendo.Wire;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Tests.Wire;

public sealed class FieldTableTests
{
    [Fact]
    public void Every_event_has_the_seeds_fields_in_its_order_and_types_and_ours_after_them()
    {
        foreach (var format in new[] { DiminuendoFormat.SnakeCase, DiminuendoFormat.Dotted })
        {
            foreach (var value in Samples.All)
            {
                foreach (var line in Written.Of(value, seq: 9, firstSeq: value is IPiece ? 7 : 0, format: format)) Check(Written.Parse(line));
            }
        }
    }

    [Fact]
    public void Every_answer_has_the_seeds_fields_too()
    {
        var sent = ReplySamples.All.SelectMany(frame => Written.Of(frame)).Select(Written.Parse).ToList();

        foreach (var message in sent) Check(message);
        Assert.Equal(
            FieldTable.Replies.Keys.Order(StringComparer.Ordinal),
            sent.Select(message => (string)message["type"]!).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_event_of_the_seed_has_a_row_and_there_is_no_other()
    {
        Assert.Equal(54, SeedEvents.All.Count);
        Assert.Equal(SeedEvents.All.Order(StringComparer.Ordinal), FieldTable.Events.Keys.Concat(FieldTable.Replies.Keys).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_the_seed_calls_ephemeral_is_live_only_and_what_it_calls_persisted_is_kept()
    {
        var words = Vocabulary.SnakeCase.All.Concat(Vocabulary.Dotted.All).ToList();
        var ephemeral = words.Where(word => Catalogue.All.Single(type => type.Type == word.Topic).Durability == Durability.Ephemeral)
            .Select(word => word.Name).Distinct().ToList();

        Assert.Equal(SeedEvents.Ephemeral.Concat(SeedEvents.EphemeralByChoice).Order(StringComparer.Ordinal), ephemeral.Order(StringComparer.Ordinal));
        Assert.Empty(SeedEvents.Persisted.Intersect(ephemeral));
    }

    [Fact]
    public void Every_word_has_a_sample_and_every_line_of_the_table_a_word()
    {
        var words = Vocabulary.SnakeCase.All.Concat(Vocabulary.Dotted.All).ToList();

        Assert.Equal(FieldTable.Events.Keys.Order(StringComparer.Ordinal), words.Select(word => word.Name).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(
            words.Select(word => word.Topic).ToHashSet().Order(StringComparer.Ordinal),
            Samples.All.Select(value => Catalogue.Of(value).Type).ToHashSet().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_type_of_a_sessions_stream_is_said_or_known_to_have_no_word()
    {
        var types = Catalogue.All.Where(type => type.Stream == StreamKind.Session).Select(type => type.ClrType);

        Assert.Empty(types.Except(Samples.All.Concat(Samples.Unsaid).Select(value => value.GetType())));
    }

    [Fact]
    public void Only_the_seeds_18_events_carry_seq_and_ts_among_the_seeds_own_fields()
    {
        var numbered = FieldTable.Events.Where(line => line.Value.Split('/')[0].Contains("seq:", StringComparison.Ordinal)).Select(line => line.Key);

        Assert.Equal(FieldTable.NumberedInTheSeed.Order(StringComparer.Ordinal), numbered.Order(StringComparer.Ordinal));
    }

    private static void Check(JsonObject sent)
    {
        var name = (string)sent["type"]!;
        var rest = new Queue<KeyValuePair<string, JsonNode?>>(sent);
        var fields = FieldTable.Events.GetValueOrDefault(name) ?? FieldTable.Replies[name];
        foreach (var field in fields.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "/"))
        {
            var (key, type) = (field.Split(':')[0], field.Split(':')[1]);
            var present = rest.TryPeek(out var next) && next.Key == key.TrimEnd('?', '|');
            if (!present && key.EndsWith('?')) continue;
            Assert.True(present, $"{name}: {key} is missing or not in its place in {sent.ToJsonString()}");
            rest.Dequeue();
            Assert.True(Fits(next.Value, type, key.EndsWith('|')), $"{name}: {key} is no {type} in {sent.ToJsonString()}");
        }

        Assert.True(rest.Count == 0, $"{name} has more than its fields: {sent.ToJsonString()}");
    }

    private static bool Fits(JsonNode? value, string type, bool nullable) => (value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        JsonValueKind.Null => nullable || type == "any",
        JsonValueKind.String => type is "string" or "any",
        JsonValueKind.Number => type is "number" or "any",
        JsonValueKind.True or JsonValueKind.False => type is "boolean" or "any",
        JsonValueKind.Array => type is "array" or "any",
        _ => type is "object" or "any",
    };
}
