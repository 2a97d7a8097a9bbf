namespace Carillon.Features.Perception.Tests.Deriving;

public sealed class MeetingTests
{
    private const string Changed = "daemon.meeting_state_changed";

    [Fact]
    public void A_meeting_is_a_program_for_it_with_the_microphone_in_use_for_a_while()
    {
        var player = new Player().Play(
            """
            0 daemon.system_state {"kind":"microphone","state":"free"}
            1 daemon.process {"kind":"started","pid":7,"name":"zoom"}
            100 daemon.system_state {"kind":"microphone","state":"in_use"}
            105 daemon.system_state {"kind":"microphone","state":"free"}
            200 daemon.system_state {"kind":"microphone","state":"in_use"}
            900 daemon.system_state {"kind":"microphone","state":"free"}
            920 daemon.system_state {"kind":"microphone","state":"in_use"}
            1000 daemon.process {"kind":"stopped","pid":7,"name":"zoom"}
            """).Wait(5000);

        Assert.Equal(
            ["210 daemon.meeting_state_changed {\"inMeeting\":true,\"application\":\"zoom\"}", "1030 daemon.meeting_state_changed {\"inMeeting\":false,\"application\":\"zoom\"}"],
            player.Told(Changed));
    }

    [Fact]
    public void Where_the_microphone_cannot_be_told_of_the_program_is_enough()
    {
        var player = new Player().Play(
            """
            0 daemon.system_state {"kind":"microphone","state":"unavailable"}
            1 daemon.process {"kind":"started","pid":6,"name":"firefox"}
            5 daemon.process {"kind":"started","pid":7,"name":"teams-for-linux"}
            """).Wait(100);

        Assert.Equal(["15 daemon.meeting_state_changed {\"inMeeting\":true,\"application\":\"teams-for-linux\"}"], player.Told(Changed));
    }

    [Fact]
    public void A_browser_counts_with_the_microphone_in_use_only()
    {
        var player = new Player().Play(
            """
            0 daemon.process {"kind":"started","pid":6,"name":"chrome"}
            100 daemon.system_state {"kind":"microphone","state":"in_use"}
            """).Wait(200);

        Assert.Equal(["110 daemon.meeting_state_changed {\"inMeeting\":true,\"application\":\"chrome\"}"], player.Told(Changed));
    }

    [Fact]
    public void After_a_restart_it_goes_on_if_something_says_so_soon_and_is_over_otherwise()
    {
        const string meeting = """0 daemon.process {"kind":"started","pid":7,"name":"zoom"}""";
        var going = new Player().Play(meeting).Restart(50).Play("""55 daemon.process {"kind":"started","pid":7,"name":"zoom"}""").Wait(1000);
        var over = new Player().Play(meeting).Restart(50).Wait(1000);

        Assert.Equal(["10"], going.Told(Changed).Select(line => line.Split(' ')[0]));
        Assert.Equal(["10", "80"], over.Told(Changed).Select(line => line.Split(' ')[0]));
    }
}
