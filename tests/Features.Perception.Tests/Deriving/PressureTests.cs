using Carillon.Events;

namespace Carillon.Features.Perception.Tests.Deriving;

public sealed class PressureTests
{
    private const string Changed = "daemon.resource_pressure_changed";

    [Fact]
    public void A_level_must_last_to_be_told_and_is_left_only_well_below()
    {
        var player = new Player();
        foreach (var (second, percent) in new[] { (0, 50.0), (10, 75.0), (20, 60.0), (30, 72.0), (40, 71.0), (60, 74.0), (70, 65.0), (80, 61.0), (90, 60.0), (100, 72.0) })
            player.See(second, new DaemonSystemState("load", "measured", percent));

        Assert.Equal(
            [
                """60 daemon.resource_pressure_changed {"resource":"cpu","from":"normal","to":"warning","value":71}""",
                """90 daemon.resource_pressure_changed {"resource":"cpu","from":"warning","to":"normal","value":60}""",
            ],
            player.Told(Changed));
    }

    [Fact]
    public void What_counts_is_the_level_that_was_held_all_the_time()
    {
        var player = new Player();
        foreach (var (second, percent) in new[] { (0, 85.0), (10, 99.0), (20, 88.0), (30, 95.0), (40, 96.0), (60, 97.0), (70, 85.0), (80, 80.0), (90, 55.0) })
            player.See(second, new DaemonSystemState("load", "measured", percent));

        Assert.Equal(["normal warning", "warning critical", "critical warning", "warning normal"], Levels(player));
    }

    [Fact]
    public void Time_alone_completes_a_level()
    {
        var player = new Player().See(0, new DaemonSystemState("memory", "measured", 95)).Wait(1000);

        Assert.Equal(["""20 daemon.resource_pressure_changed {"resource":"memory","from":"normal","to":"critical","value":95}"""], player.Told(Changed));
    }

    [Fact]
    public void A_battery_runs_low_only_while_it_is_not_charged()
    {
        var player = new Player();
        foreach (var (second, state, percent) in new[]
        {
            (0, "charging", 15.0), (10, "discharging", 21.0), (20, "discharging", 20.0), (30, "discharging", 9.0), (40, "discharging", 12.0),
            (50, "charging", 12.0), (60, "discharging", 22.0), (70, "unavailable", 0.0),
        })
            player.See(second, new DaemonSystemState("battery", state, state == "unavailable" ? null : percent));

        Assert.Equal(["normal warning", "warning critical", "critical normal"], Levels(player));
    }

    [Fact]
    public void A_restart_goes_on_from_the_level_that_was_told()
    {
        var player = new Player()
            .See(0, new DaemonSystemState("memory", "measured", 95)).Wait(30)
            .Restart(40)
            .See(41, new DaemonSystemState("memory", "measured", 95)).Wait(100)
            .See(101, new DaemonSystemState("memory", "measured", 20));

        Assert.Equal(["normal critical", "critical normal"], Levels(player));
    }

    private static IEnumerable<string> Levels(Player player) => player.Data(Changed).Select(data =>
    {
        Assert.True(Catalogue.TryDecode(Changed, System.Text.Encoding.UTF8.GetBytes(data), out var read));
        var changed = (DaemonResourcePressureChanged)read!;
        return $"{changed.From} {changed.To}";
    });
}
