using System.Text;
using Carillon.Cli.Rendering;
using Carillon.Cli.Terminals;
using Carillon.Cli.Tests.Fakes;
using Carillon.Client;
using Carillon.Fakes;

namespace Carillon.Cli.Tests.Rendering;

public class EventLinesTests
{
    private const string Data = """{"sessionId":"s","turnId":"01a1fc12-143e-76a8-b535-6023af738220","text":"two words","n":1,"deep":{"a":[1,2]},"note":"a\n\u001b[2Jb"}""";

    [Fact]
    public void On_a_terminal_a_line_is_a_line_and_leaves_out_what_its_neighbours_say()
    {
        using var screen = new PaintedScreen(width: 80);
        var view = new EventLines(screen.Screen, screen.Screen, new ManualTimeProvider());
        view.Show(Event("session:01a1fc12-143e-76a8-b535-6023af738220", "turn.text_delta"));
        Assert.Equal("01:02:03.004  session:af738220     7  turn.text_delta          text=\"two words…", screen.Text);
    }

    [Fact]
    public void In_a_pipe_nothing_is_left_out_and_nothing_breaks_the_line()
    {
        var output = new StringWriter();
        var view = new EventLines(new Screen(output, ScreenTraits.Plain), new Screen(TextWriter.Null, ScreenTraits.Plain), new ManualTimeProvider());
        view.Show(Event("custom:lab", "lab.ready"));
        Assert.Equal(
            "01:02:03.004  custom:lab           7  lab.ready                sessionId=s turnId=af738220 text=\"two words\" n=1 deep={\"a\":[1,2]} note=\"a\\n\\u001B[2Jb\"\n",
            output.ToString());
    }

    [Fact]
    public void News_about_the_following_go_beside_the_events()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var view = new EventLines(new Screen(output, ScreenTraits.Plain), new Screen(error, ScreenTraits.Plain), new ManualTimeProvider());
        view.Show(new FollowedLive());
        view.Show(new FollowedGap("custom:lab", 3, 4, "too_slow"));
        view.Show(new FollowedReconnecting(1, TimeSpan.FromSeconds(1), new HttpRequestException("refused")));
        view.Show(new FollowedReconnecting(2, TimeSpan.FromSeconds(2), new HttpRequestException("refused")));
        view.Show(new FollowedReset(9, "restored"));
        view.Show(new FollowedLive());
        Assert.Equal("", output.ToString());
        Assert.Equal(
            """
            -- custom:lab: 1 live-only event missing after number 3 (too_slow)
            -- connection lost (refused); trying again until the server is back
            -- connected again
            -- the log is another one than before (restored); everything follows from its beginning

            """,
            error.ToString());
    }

    [Fact]
    public void Lines_of_json_are_the_entries_own_bytes_with_gaps_in_their_place()
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        using (var view = new JsonLines(output, new Screen(error, ScreenTraits.Plain)))
        {
            view.Show(Event("custom:lab", "lab.ready"));
            view.Show(new FollowedGap("custom:lab", 3, 4, "not_kept"));
            view.Show(new FollowedReset(9, "restored"));
            view.Show(new FollowedReconnecting(1, TimeSpan.FromSeconds(1), new HttpRequestException("refused")));
        }

        Assert.Equal(
            """
            {"the":"entry"}
            {"gap":{"stream":"custom:lab","from":3,"to":4,"reason":"not_kept"}}
            {"reset":{"epoch":9,"reason":"restored"}}

            """,
            Encoding.UTF8.GetString(output.ToArray()));
        Assert.StartsWith("-- connection lost", error.ToString(), StringComparison.Ordinal);
    }

    private static FollowedEvent Event(string stream, string type) => new(new CarillonEvent
    {
        Stream = stream,
        Seq = 7,
        FirstSeq = 7,
        Epoch = 1,
        Time = new DateTimeOffset(2030, 1, 1, 1, 2, 3, 4, TimeSpan.Zero),
        Type = type,
        Durable = true,
        DataBytes = Encoding.UTF8.GetBytes(Data),
        Json = "{\"the\":\"entry\"}"u8.ToArray(),
    });
}
