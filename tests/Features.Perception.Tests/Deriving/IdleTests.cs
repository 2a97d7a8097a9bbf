namespace Carillon.Features.Perception.Tests.Deriving;

public sealed class IdleTests
{
    private const string Changed = "daemon.idle_state_changed";

    [Fact]
    public void Nobody_is_there_after_five_minutes_without_input_and_somebody_is_with_the_first()
    {
        var player = new Player().Play(
            """
            0 daemon.system_state {"kind":"user_activity","state":"active","value":0}
            60 daemon.system_state {"kind":"user_activity","state":"inactive","value":60}
            70 daemon.system_state {"kind":"user_activity","state":"inactive","value":70}
            900 daemon.system_state {"kind":"user_activity","state":"active","value":0}
            910 daemon.system_state {"kind":"user_activity","state":"active","value":10}
            """);

        Assert.Equal(["300 daemon.idle_state_changed {\"idle\":true,\"idleMs\":300000}", "900 daemon.idle_state_changed {\"idle\":false,\"idleMs\":900000}"], player.Told(Changed));
    }

    [Fact]
    public void Input_before_the_time_is_up_starts_it_anew()
    {
        var player = new Player().Play(
            """
            0 daemon.system_state {"kind":"user_activity","state":"inactive","value":200}
            90 daemon.system_state {"kind":"user_activity","state":"active","value":5}
            150 daemon.system_state {"kind":"user_activity","state":"inactive","value":65}
            """);

        Assert.Empty(player.Wait(384).Told(Changed));
        Assert.Equal(["385 daemon.idle_state_changed {\"idle\":true,\"idleMs\":300000}"], player.Wait(5000).Told(Changed));
    }

    [Fact]
    public void A_locked_screen_means_that_nobody_is_there_and_input_behind_it_does_not_change_that()
    {
        var player = new Player().Play(
            """
            0 daemon.system_state {"kind":"user_activity","state":"active","value":0}
            10 daemon.system_state {"kind":"lock","state":"locked"}
            20 daemon.system_state {"kind":"user_activity","state":"active","value":1}
            30 daemon.system_state {"kind":"lock","state":"unlocked"}
            """);

        Assert.Equal([true, false], player.Data(Changed).Select(data => data.Contains("true", StringComparison.Ordinal)));
        Assert.Equal(["10", "30"], player.Told(Changed).Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public void A_display_that_is_off_counts_only_where_input_cannot_be_told_of()
    {
        const string dark = """
            0 daemon.system_state {"kind":"display","state":"off"}
            400 daemon.system_state {"kind":"display","state":"on"}
            """;

        Assert.Equal(["300", "400"], new Player().Play("""0 daemon.system_state {"kind":"user_activity","state":"unavailable"}""").Play(dark).Told(Changed).Select(line => line.Split(' ')[0]));
        Assert.Empty(new Player().Play("""0 daemon.system_state {"kind":"user_activity","state":"active","value":0}""").Play(dark).Told(Changed));
    }

    [Fact]
    public void Where_nothing_can_be_told_of_nothing_is_said() =>
        Assert.Empty(new Player().Play(
            """
            0 daemon.system_state {"kind":"user_activity","state":"unavailable"}
            0 daemon.system_state {"kind":"display","state":"unavailable"}
            0 daemon.system_state {"kind":"lock","state":"unavailable"}
            """).Wait(100_000).Told());

    [Fact]
    public void A_restart_does_not_say_it_again()
    {
        var player = new Player()
            .Play("""0 daemon.system_state {"kind":"user_activity","state":"inactive","value":400}""")
            .Restart(10)
            .Play(
                """
                11 daemon.system_state {"kind":"user_activity","state":"inactive","value":411}
                20 daemon.system_state {"kind":"user_activity","state":"active","value":0}
                """);

        Assert.Equal(["0", "20"], player.Told(Changed).Select(line => line.Split(' ')[0]));
    }
}
