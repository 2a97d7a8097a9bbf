namespace Carillon.Features.Perception.Tests.Deriving;

public sealed class ActivityTests
{
    private const string Changed = "daemon.activity_changed";

    [Fact]
    public void A_day_is_told_as_one_story()
    {
        var player = new Player().Play(
            """
            0 daemon.system_state {"kind":"user_activity","state":"active","value":0}
            0 daemon.process {"kind":"started","pid":6,"name":"firefox"}
            60 daemon.process {"kind":"started","pid":8,"name":"code"}
            70 daemon.fs {"kind":"modified","path":"/home/ann/shop/a.ts"}
            200 daemon.process {"kind":"started","pid":7,"name":"zoom"}
            300 daemon.system_state {"kind":"display","state":"off"}
            310 daemon.system_state {"kind":"display","state":"on"}
            400 daemon.process {"kind":"stopped","pid":7,"name":"zoom"}
            """).Wait(3000);

        Assert.Equal(
            [
                """10 daemon.activity_changed {"from":"unknown","to":"browsing","confidence":0.5}""",
                """70 daemon.activity_changed {"from":"browsing","to":"coding","confidence":0.95,"language":"typescript","projectRoot":"/home/ann/shop"}""",
                """210 daemon.activity_changed {"from":"coding","to":"meeting","confidence":0.8}""",
                """300 daemon.activity_changed {"from":"meeting","to":"idle","confidence":1}""",
                """310 daemon.activity_changed {"from":"idle","to":"meeting","confidence":0.8}""",
                """430 daemon.activity_changed {"from":"meeting","to":"coding","confidence":0.95,"language":"typescript","projectRoot":"/home/ann/shop"}""",
                """680 daemon.activity_changed {"from":"coding","to":"browsing","confidence":0.5}""",
            ],
            player.Told(Changed));
    }

    [Fact]
    public void A_guess_that_does_not_hold_is_not_told()
    {
        var player = new Player().Play(
            """
            0 daemon.process {"kind":"started","pid":6,"name":"firefox"}
            9 daemon.process {"kind":"stopped","pid":6,"name":"firefox"}
            """).Wait(100);

        Assert.Empty(player.Told(Changed));
    }

    [Fact]
    public void Nobody_browses_who_does_not_touch_the_machine()
    {
        var player = new Player().Play(
            """
            0 daemon.process {"kind":"started","pid":6,"name":"firefox"}
            30 daemon.system_state {"kind":"user_activity","state":"inactive","value":60}
            """).Wait(1000);

        Assert.Equal(["browsing", "unknown", "idle"], player.Data(Changed).Select(data => data.Split('"')[7]));
    }
}
