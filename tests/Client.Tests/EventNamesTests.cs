using System.Text.RegularExpressions;
using Carillon.Events;
using Carillon.Tools.Schema;

namespace Carillon.Client.Tests;

public partial class EventNamesTests : ClientTest
{
    public static TheoryData<string, string> DiminuendoWords =>
        new(from words in DialectWords.All from Match word in Names().Matches(words.Diminuendo) select (words.Type, word.Value));

    [Theory, MemberData(nameof(DiminuendoWords))]
    public void Every_word_of_Diminuendo_is_another_name(string type, string word) => Assert.Contains(type, EventNames.TopicsOf(word));

    [Theory]
    [InlineData("message.delta", "turn.text_delta")]
    [InlineData("message.complete", "turn.completed")]
    [InlineData("thinking.progress", "turn.thinking_delta")]
    [InlineData("terminal.stream", "terminal.output")]
    [InlineData("tool_call", "tool.called")]
    [InlineData("turn_started", "turn.started")]
    public void The_names_of_its_introduction_are_taken(string name, string type) => Assert.Equal([type], EventNames.TopicsOf(name));

    [Fact]
    public void Another_name_stands_for_types_that_are_there_and_is_none_itself()
    {
        Assert.All(EventNames.Aliases, name => Assert.All(EventNames.TopicsOf(name), type => Assert.True(Catalogue.TryGet(type, out _), type)));
        Assert.DoesNotContain(EventNames.Aliases, name => Catalogue.TryGet(name, out _));
    }

    [Theory]
    [InlineData("turn.*")]
    [InlineData("*")]
    [InlineData("thinking.*")]
    [InlineData("build.done")]
    [InlineData("turn.started")]
    public void Everything_else_is_left_as_it_is(string name) => Assert.Equal([name], EventNames.TopicsOf(name));

    [Fact]
    public async Task Events_are_followed_and_published_by_another_name()
    {
        using var client = NewClient();
        var completed = new TurnCompleted("s", "t", "Hello", "end_turn", 5);
        await client.PublishAsync("custom:a", new OutgoingEvent("terminal.complete", Catalogue.Encode(new TerminalCompleted("s", "t", "c", "ls", 0, 5))), Token);
        await client.PublishAsync("custom:a", new OutgoingEvent("turn_complete", Catalogue.Encode(completed)), Token);
        var request = new FollowRequest { Topics = ["thinking.progress", "message.complete"], From = FollowFrom.Start };
        var followed = await client.EventsAsync(request, cancellationToken: Token).FirstAsync(Token);

        Assert.Equal(completed, followed.Value);
        Assert.Equal("turn.completed", followed.Type);
        Assert.True(followed.Is("message.complete"));
        Assert.True(followed.Is("turn.completed"));
        Assert.False(followed.Is("message.delta"));
    }

    [Fact]
    public async Task A_name_that_stands_for_several_types_cannot_be_published()
    {
        using var client = NewClient();
        var refused = await Assert.ThrowsAsync<CarillonApiException>(() => client.PublishAsync("custom:a", OutgoingEvent.OfJson("session_updated", "{}"), Token));

        Assert.Equal("invalid", refused.Code);
    }

    [GeneratedRegex(@"[a-z]+(?:[_.][a-z]+)+")]
    private static partial Regex Names();
}
