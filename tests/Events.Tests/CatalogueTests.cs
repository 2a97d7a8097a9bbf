using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Carillon.Events.Tests;

public sealed partial class CatalogueTests
{
    public static TheoryData<string> Types => [.. Catalogue.All.Select(type => type.Type)];

    [Fact]
    public void Every_type_has_a_golden_line_and_none_has_two()
    {
        Assert.Equal(
            Catalogue.All.Select(type => type.Type),
            GoldenEvents.All.Select(golden => Catalogue.Of(golden.Value).Type).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Types))]
    public void Data_is_written_exactly_as_the_golden_line_says(string type)
    {
        var (value, json) = GoldenOf(type);

        Assert.Equal(json, System.Text.Encoding.UTF8.GetString(Catalogue.Encode(value)));
    }

    [Theory, MemberData(nameof(Types))]
    public void Data_read_back_is_the_same_event(string type)
    {
        var (value, json) = GoldenOf(type);

        Assert.True(Catalogue.TryDecode(type, System.Text.Encoding.UTF8.GetBytes(json), out var read));
        Assert.Equivalent(value, read, strict: true);
        Assert.Equal(json, System.Text.Encoding.UTF8.GetString(Catalogue.Encode(read)));
    }

    [Theory, MemberData(nameof(Types))]
    public void A_member_of_a_newer_version_is_passed_over(string type)
    {
        var (value, json) = GoldenOf(type);
        var newer = $$"""{"addedLater":{"deep":[1]},{{json[1..]}}""";

        Assert.True(Catalogue.TryDecode(type, System.Text.Encoding.UTF8.GetBytes(newer), out var read));
        Assert.Equivalent(value, read, strict: true);
    }

    [Theory, MemberData(nameof(Types))]
    public void A_member_without_a_value_is_not_written(string type)
    {
        var (value, json) = GoldenOf(type);
        var bare = Catalogue.Encode(WithoutOptionalMembers(value));

        using var written = JsonDocument.Parse(bare);
        using var full = JsonDocument.Parse(json);
        var optional = OptionalMembers(value.GetType()).ToHashSet();
        Assert.All(written.RootElement.EnumerateObject(), member => Assert.NotEqual(JsonValueKind.Null, member.Value.ValueKind));
        Assert.Equal(
            full.RootElement.EnumerateObject().Select(member => member.Name).Where(name => !optional.Contains(name)),
            written.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.True(Catalogue.TryDecode(type, bare, out _));
    }

    [Theory, MemberData(nameof(Types))]
    public void A_missing_required_member_is_refused(string type)
    {
        var (value, json) = GoldenOf(type);
        var members = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;

        foreach (var required in members.Keys.Except(OptionalMembers(value.GetType())).ToList())
        {
            var without = members.Where(member => member.Key != required).ToDictionary();
            Assert.Throws<JsonException>(() => Catalogue.TryDecode(type, JsonSerializer.SerializeToUtf8Bytes(without), out _));
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void A_type_has_two_segments_of_lower_case(string type) => Assert.Matches(TwoSegments(), type);

    [Fact]
    public void A_type_that_is_not_in_the_catalogue_is_reported_as_such()
    {
        Assert.False(Catalogue.TryDecode("weather.changed", "{}"u8, out var value));
        Assert.Null(value);
        Assert.False(Catalogue.TryGet("weather.changed", out _));
    }

    [Theory, MemberData(nameof(Types))]
    public void A_type_is_found_by_its_topic_and_by_its_record(string type)
    {
        Assert.True(Catalogue.TryGet(type, out var found));
        Assert.Same(found, Catalogue.Of(GoldenOf(type).Value));
    }

    [Fact]
    public void Every_record_that_is_an_event_is_in_the_catalogue_and_says_its_kind()
    {
        var records = typeof(Event).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Event))).ToList();

        Assert.Equal(records.ToHashSet(), Catalogue.All.Select(type => type.ClrType).ToHashSet());
        Assert.All(records, record => Assert.NotNull(record.GetCustomAttribute<EventKindAttribute>()));
    }

    [Fact]
    public void A_number_written_as_text_is_refused() =>
        Assert.Throws<JsonException>(() => Catalogue.TryDecode("session.compacted", """{"sessionId":"s1","tokensBefore":"1","tokensAfter":2}"""u8, out _));

    [Fact]
    public void Null_in_place_of_a_required_member_is_refused() =>
        Assert.Throws<JsonException>(() => Catalogue.TryDecode("session.deleted", """{"sessionId":null}"""u8, out _));

    [Fact]
    public void Only_ephemeral_events_are_pieces_since_joining_one_in_the_log_would_rewrite_history() =>
        Assert.All(
            Catalogue.All.Where(type => type.ClrType.IsAssignableTo(typeof(IPiece))),
            type => Assert.Equal(Durability.Ephemeral, type.Durability));

    [Fact]
    public void A_piece_with_another_text_is_otherwise_the_same()
    {
        foreach (var (value, _) in GoldenEvents.All.Where(golden => golden.Value is IPiece))
        {
            var piece = (IPiece)value;
            var longer = (IPiece)piece.WithText(piece.PieceText + "!");

            Assert.Equal(piece.PieceText + "!", longer.PieceText);
            Assert.Equal(piece.PieceKey, longer.PieceKey);
            Assert.Equal(value, longer.WithText(piece.PieceText));
        }
    }

    private static (Event Value, string Json) GoldenOf(string type) => GoldenEvents.All.Single(golden => Catalogue.Of(golden.Value).Type == type);

    private static IEnumerable<string> OptionalMembers(Type record) => record.GetConstructors().Single().GetParameters()
        .Where(parameter => parameter.HasDefaultValue)
        .Select(parameter => JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!));

    private static Event WithoutOptionalMembers(Event value)
    {
        var constructor = value.GetType().GetConstructors().Single();
        var arguments = constructor.GetParameters()
            .Select(parameter => parameter.HasDefaultValue ? parameter.DefaultValue : value.GetType().GetProperty(parameter.Name!)!.GetValue(value));
        return (Event)constructor.Invoke([.. arguments]);
    }

    [GeneratedRegex(@"^[a-z]+\.[a-z]+(_[a-z]+)*$")]
    private static partial Regex TwoSegments();
}
