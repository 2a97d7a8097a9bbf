using System.Collections;
using System.Reflection;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;

namespace Carillon.Core.Tests.Subscriptions;

public sealed class SubscriptionIndexTests
{
    private readonly SubscriptionIndex _index = new();

    [Fact]
    public void An_entry_reaches_those_who_asked_for_its_stream_topic_tag_or_mention_and_nobody_else()
    {
        var room = new StreamId("acme", "custom:room");
        var byStream = Follow(new SubscriptionFilter("acme") { Streams = [room] });
        var byOtherStream = Follow(new SubscriptionFilter("acme") { Streams = [room with { Name = "custom:hall" }] });
        var byTopic = Follow(new SubscriptionFilter("acme") { Topics = [Glob("note.*")] });
        var byOtherTopic = Follow(new SubscriptionFilter("acme") { Topics = [Glob("cron.*")] });
        var byTag = Follow(new SubscriptionFilter("acme") { Scopes = [new Scope("task", "t-1")] });
        var byOtherTag = Follow(new SubscriptionFilter("acme") { Scopes = [new Scope("task", "t-2")] });
        var byMention = Follow(new SubscriptionFilter("acme") { Mentions = ["ada"] });
        var byOtherMention = Follow(new SubscriptionFilter("acme") { Mentions = ["bob"] });
        var everything = Follow(new SubscriptionFilter("acme"));
        var star = Follow(new SubscriptionFilter("acme") { Topics = [TopicGlob.All] });

        Dispatch(Entry(room, "note.taken", new Labels([new Scope("task", "t-1")], ["ada"])));

        Assert.All([byStream, byTopic, byTag, byMention, everything, star], heard => Assert.Equal(1, heard.Offers));
        Assert.All([byOtherStream, byOtherTopic, byOtherTag, byOtherMention], heard => Assert.Equal(0, heard.Offers));
    }

    [Fact]
    public void Another_tenant_is_never_offered_anything()
    {
        var same = new StreamId("globex", "custom:room");
        var strangers = new[]
        {
            Follow(new SubscriptionFilter("globex")),
            Follow(new SubscriptionFilter("globex") { Streams = [same, same with { Tenant = "acme" }] }),
            Follow(new SubscriptionFilter("globex") { Topics = [TopicGlob.All, Glob("**"), Glob("note.taken")] }),
            Follow(new SubscriptionFilter("globex") { Scopes = [new Scope("task", "t-1")] }),
            Follow(new SubscriptionFilter("globex") { Mentions = ["ada"] }),
            Follow(new SubscriptionFilter("ACME")),
        };

        Dispatch(Entry(new StreamId("acme", "custom:room"), "note.taken", new Labels([new Scope("task", "t-1")], ["ada"])));

        Assert.All(strangers, heard => Assert.Equal(0, heard.Offers));
    }

    [Fact]
    public void One_among_a_hundred_thousand_leaves_without_a_look_at_the_others()
    {
        var room = new StreamId("acme", "custom:room");
        var filter = new SubscriptionFilter("acme") { Streams = [room] };
        var filings = Enumerable.Range(0, 100_000).Select(_ => _index.Add(filter, new Listener())).ToArray();
        var set = Field<Dictionary<StreamId, SubscriberSet>>(Tenant("acme"), "_streams")[room];
        var seats = set.Seats.ToArray();

        filings[5].Dispose();

        // The last one sits down on the empty seat; everyone else stays where they were.
        Assert.Equal(99_999, set.Count);
        Assert.Same(seats[^1], set.Seats[5]);
        Assert.Equal(5, seats[^1].Index);
        for (var i = 0; i < set.Count; i++)
        {
            if (i != 5 && !ReferenceEquals(seats[i], set.Seats[i])) Assert.Fail($"Seat {i} was touched.");
        }

        filings[^1].Dispose();
        Assert.Equal(99_998, set.Count);
    }

    [Fact]
    public void Coming_and_going_leaves_nothing_behind()
    {
        var random = new Random(7);
        var filings = new List<SubscriptionIndex.Filing>();
        for (var i = 0; i < 20_000; i++)
        {
            if (filings.Count > 0 && random.Next(2) == 0)
            {
                var leaving = random.Next(filings.Count);
                filings[leaving].Dispose();
                filings[leaving].Dispose();
                filings.RemoveAt(leaving);
                continue;
            }

            filings.Add(_index.Add(AnyFilter(random), new Listener()));
            Assert.Equal(filings.Count, _index.Count);
        }

        foreach (var filing in filings) filing.Dispose();

        var tenant = Tenant("acme");
        Assert.Equal(0, _index.Count);
        Assert.All(["_streams", "_scopes", "_mentions"], name => Assert.Empty(Field<IDictionary>(tenant, name)));
        Assert.Equal(0, Field<SubscriberSet>(tenant, "_everything").Count);
        var root = Field<object>(Field<TopicTrie>(tenant, "_topics"), "_root");
        Assert.Empty((IDictionary)root.GetType().GetProperty("Children")!.GetValue(root)!);
        Assert.Empty((ICollection)root.GetType().GetProperty("Patterns")!.GetValue(root)!);
        Assert.Null(root.GetType().GetProperty("AnyDepth")!.GetValue(root));
    }

    [Fact]
    public void Names_without_end_do_not_fill_the_memory_of_topics()
    {
        Follow(new SubscriptionFilter("acme") { Topics = [Glob("a.*")] });
        for (var i = 0; i < 10_000; i++) Dispatch(Entry(new StreamId("acme", "custom:room"), $"a.n{i}", Labels.None));

        Assert.InRange(Field<IDictionary>(Field<TopicTrie>(Tenant("acme"), "_topics"), "_remembered").Count, 1, 4096);
    }

    private static SubscriptionFilter AnyFilter(Random random)
    {
        var acme = new SubscriptionFilter("acme");
        var n = random.Next(50);
        return random.Next(6) switch
        {
            0 => acme,
            1 => acme with { Streams = [new StreamId("acme", $"s{n}"), new StreamId("acme", $"s{n}"), new StreamId("acme", $"s{n + 1}")] },
            2 => acme with { Topics = [Glob($"a{n}.*"), Glob($"**.b{n}"), Glob($"a{n}.*"), TopicGlob.All] },
            3 => acme with { Scopes = [new Scope("task", $"{n}"), new Scope("task", $"{n}")] },
            4 => acme with { Mentions = [$"m{n}", $"m{n + 1}"], Topics = [Glob("x.y")] },
            _ => acme with { Topics = [Glob($"a*.{n}.**"), Glob($"x.y{n}")] },
        };
    }

    private static T Field<T>(object owner, string name) =>
        Assert.IsAssignableFrom<T>(owner.GetType().GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(owner));

    private static Entry Entry(StreamId stream, string type, Labels labels) => new()
    {
        Stream = stream,
        Seq = 1,
        Epoch = 1,
        Position = 1,
        Time = 1,
        Type = type,
        Durable = true,
        Data = "{}"u8.ToArray(),
        Labels = labels,
    };

    private static TopicGlob Glob(string pattern) => TopicGlob.TryParse(pattern, out var glob) ? glob : throw new ArgumentException(pattern);

    private object Tenant(string name) => Field<IDictionary>(_index, "_tenants")[name]!;

    private Listener Follow(SubscriptionFilter filter)
    {
        var listener = new Listener();
        _index.Add(filter, listener);
        return listener;
    }

    private void Dispatch(Entry entry) => _index.Dispatch(entry, new DispatchBatch());

    private sealed class Listener : ISubscriber
    {
        public int Offers { get; private set; }

        public void Offer(Entry entry, DispatchBatch batch) => Offers++;
    }
}
