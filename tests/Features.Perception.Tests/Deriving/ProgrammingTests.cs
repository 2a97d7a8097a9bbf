namespace Carillon.Features.Perception.Tests.Deriving;

public sealed class ProgrammingTests
{
    private const string Began = "daemon.programming_session_started";
    private const string Ended = "daemon.programming_session_ended";

    [Fact]
    public void An_editor_and_a_changed_source_file_of_a_project_begin_a_session()
    {
        var player = new Player().Play(
            """
            0 daemon.process {"kind":"started","pid":10,"name":"code"}
            4 daemon.fs {"kind":"modified","path":"/home/ann/shop/src/cart.ts"}
            """);

        Assert.Equal(
            ["""4 daemon.programming_session_started {"projectRoot":"/home/ann/shop","language":"typescript","sessionId":"00000000-0000-4000-8000-000000000001"}"""],
            player.Told(Began));
    }

    [Fact]
    public void An_agent_counts_as_an_editor_and_may_come_after_the_change()
    {
        var player = new Player().Play(
            """
            0 daemon.fs {"kind":"created","path":"/home/ann/shop/main.go"}
            29 daemon.process {"kind":"started","pid":10,"name":"Claude"}
            """);

        Assert.StartsWith("29 ", Assert.Single(player.Told(Began)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0 daemon.process {\"kind\":\"started\",\"pid\":10,\"name\":\"code\"}", "the editor alone")]
    [InlineData("0 daemon.fs {\"kind\":\"modified\",\"path\":\"/home/ann/shop/a.rs\"}", "a file alone")]
    [InlineData("0 daemon.fs {\"kind\":\"modified\",\"path\":\"/home/ann/shop/a.rs\"}\n30 daemon.process {\"kind\":\"started\",\"pid\":10,\"name\":\"code\"}", "too long after")]
    [InlineData("0 daemon.process {\"kind\":\"started\",\"pid\":10,\"name\":\"code\"}\n1 daemon.fs {\"kind\":\"modified\",\"path\":\"/home/ann/shop/notes.txt\"}", "no source file")]
    [InlineData("0 daemon.process {\"kind\":\"started\",\"pid\":10,\"name\":\"code\"}\n1 daemon.fs {\"kind\":\"modified\",\"path\":\"/tmp/a.rs\"}", "no project")]
    [InlineData("0 daemon.process {\"kind\":\"started\",\"pid\":10,\"name\":\"code\"}\n1 daemon.fs {\"kind\":\"deleted\",\"path\":\"/home/ann/shop/a.rs\"}", "a file that is gone")]
    [InlineData("0 daemon.process {\"kind\":\"started\",\"pid\":10,\"name\":\"code\"}\n1 daemon.fs {\"kind\":\"created\",\"path\":\"/home/ann/shop/a.rs\",\"folder\":true}", "a folder")]
    [InlineData("0 daemon.process {\"kind\":\"started\",\"pid\":10,\"name\":\"code\"}\n1 daemon.fs {\"kind\":\"coalesced\",\"path\":\"/home/ann/shop/src\",\"count\":9000}", "a flood")]
    [InlineData("0 daemon.process {\"kind\":\"started\",\"pid\":10,\"name\":\"code\"}\n1 daemon.process {\"kind\":\"stopped\",\"pid\":10,\"name\":\"code\"}\n2 daemon.fs {\"kind\":\"modified\",\"path\":\"/home/ann/shop/a.rs\"}", "an editor that is gone")]
    public void Less_than_that_begins_none(string recording, string because) =>
        Assert.True(new Player().Play(recording).Wait(10_000).Told(Began).Count == 0, because);

    [Fact]
    public void The_language_is_what_most_changes_are_in()
    {
        var player = new Player().Play(
            """
            0 daemon.fs {"kind":"modified","path":"/home/ann/shop/build.py"}
            1 daemon.process {"kind":"started","pid":10,"name":"nvim"}
            2 daemon.fs {"kind":"modified","path":"/home/ann/shop/a.rs"}
            3 daemon.fs {"kind":"renamed","path":"/home/ann/shop/b.rs","oldPath":"/home/ann/shop/a.rs"}
            4 daemon.process {"kind":"stopped","pid":10,"name":"nvim"}
            """).Wait(1000);

        Assert.Contains("python", Assert.Single(player.Told(Began)), StringComparison.Ordinal);
        Assert.Contains("rust", Assert.Single(player.Told(Ended)), StringComparison.Ordinal);
    }

    [Fact]
    public void It_ends_once_when_nothing_changed_for_long_and_lasted_until_the_last_change()
    {
        var player = new Player().Play(
            """
            0 daemon.process {"kind":"started","pid":10,"name":"code"}
            10 daemon.fs {"kind":"modified","path":"/home/ann/shop/a.cs"}
            500 daemon.fs {"kind":"modified","path":"/home/ann/shop/b.cs"}
            """).Wait(10_000);

        Assert.Equal(
            ["""1100 daemon.programming_session_ended {"projectRoot":"/home/ann/shop","durationMs":490000,"language":"csharp","sessionId":"00000000-0000-4000-8000-000000000001"}"""],
            player.Told(Ended));
    }

    [Fact]
    public void An_editor_that_comes_back_soon_goes_on_with_the_session_and_one_that_does_not_ends_it()
    {
        var player = new Player().Play(
            """
            0 daemon.process {"kind":"started","pid":10,"name":"code"}
            1 daemon.fs {"kind":"modified","path":"/home/ann/shop/a.cs"}
            20 daemon.process {"kind":"stopped","pid":10,"name":"code"}
            79 daemon.process {"kind":"started","pid":11,"name":"code"}
            """);
        Assert.Empty(player.Wait(200).Told(Ended));

        player.Play("""300 daemon.process {"kind":"stopped","pid":11,"name":"code"}""").Wait(1000);

        Assert.StartsWith("360 ", Assert.Single(player.Told(Ended)), StringComparison.Ordinal);
        Assert.Contains("\"durationMs\":299000", player.Told(Ended)[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Each_project_has_a_session_of_its_own()
    {
        var player = new Player().Play(
            """
            0 daemon.process {"kind":"started","pid":10,"name":"code"}
            1 daemon.fs {"kind":"modified","path":"/home/ann/shop/a.cs"}
            2 daemon.fs {"kind":"modified","path":"/home/ann/blog/a.rb"}
            100 daemon.fs {"kind":"modified","path":"/home/ann/blog/b.rb"}
            """).Wait(650);

        Assert.Equal(2, player.Told(Began).Count);
        Assert.Contains("/home/ann/shop", Assert.Single(player.Told(Ended)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_restart_neither_begins_it_again_nor_forgets_to_end_it()
    {
        var player = new Player().Play(
            """
            0 daemon.process {"kind":"started","pid":10,"name":"code"}
            1 daemon.fs {"kind":"modified","path":"/home/ann/shop/a.cs"}
            """)
            .Restart(50)
            .Play(
                """
                51 daemon.process {"kind":"started","pid":10,"name":"code"}
                55 daemon.fs {"kind":"modified","path":"/home/ann/shop/a.cs"}
                """)
            .Restart(100)
            .Wait(1000);

        Assert.Single(player.Told(Began));
        Assert.StartsWith("160 ", Assert.Single(player.Told(Ended)), StringComparison.Ordinal);
        Assert.Equal(["\"coding\"", "\"unknown\""], player.Data("daemon.activity_changed").Select(data => data.Split(',')[1].Split(':')[1]));
    }

    [Fact]
    public void Paused_watchers_let_a_session_end_as_nobody_can_say_that_it_goes_on()
    {
        var player = new Player().Play(
            """
            0 daemon.process {"kind":"started","pid":10,"name":"code"}
            1 daemon.fs {"kind":"modified","path":"/home/ann/shop/a.cs"}
            30 daemon.watcher_stopped {"watcher":"processes","reason":"paused"}
            """).Wait(1000);

        Assert.StartsWith("90 ", Assert.Single(player.Told(Ended)), StringComparison.Ordinal);
    }
}
