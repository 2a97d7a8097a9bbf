using Carillon.Features.Perception.Machine;

namespace Carillon.Features.Perception.Tests.Machine;

public sealed class SystemSourcesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("carillon-root-").FullName;

    private SystemSources Sources => new(_root);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Where_there_is_nothing_nothing_is_invented()
    {
        var sources = Sources;

        Assert.All(
            [sources.Load(), sources.Memory(), sources.Battery(), sources.Network(), sources.Display(), sources.Microphone()],
            reading => Assert.Equal(Reading.Unavailable, reading));
    }

    [Fact]
    public void Load_is_the_share_of_time_used_since_the_last_look()
    {
        Put("proc/stat", "cpu  100 0 100 700 100 0 0 0 0 0\ncpu0 1 2 3\n");
        var sources = Sources;
        Assert.Equal(new Reading("measured"), sources.Load());
        Put("proc/stat", "cpu  130 0 130 720 120 0 0 0 0 0\n");

        Assert.Equal(new Reading("measured", 60), sources.Load());
    }

    [Fact]
    public void Memory_in_use_is_what_programs_could_not_have()
    {
        Put("proc/meminfo", "MemTotal:       16000 kB\nMemFree:         1000 kB\nMemAvailable:    4000 kB\n");

        Assert.Equal(new Reading("measured", 75), Sources.Memory());
    }

    [Fact]
    public void A_battery_has_a_level_and_a_state_and_that_of_a_mouse_does_not_count()
    {
        Put("sys/class/power_supply/AC/type", "Mains\n");
        Put("sys/class/power_supply/mouse/type", "Battery\n");
        Put("sys/class/power_supply/mouse/scope", "Device\n");
        Put("sys/class/power_supply/mouse/capacity", "5\n");
        Assert.Equal(Reading.Unavailable, Sources.Battery());

        Put("sys/class/power_supply/BAT0/type", "Battery\n");
        Put("sys/class/power_supply/BAT0/capacity", "57\n");
        Put("sys/class/power_supply/BAT0/status", "Discharging\n");
        Assert.Equal(new Reading("discharging", 57), Sources.Battery());
        Put("sys/class/power_supply/BAT0/status", "Not charging\n");
        Assert.Equal(new Reading("full", 57), Sources.Battery());
    }

    [Theory]
    [InlineData("up", "1", "up")]
    [InlineData("down", "1", "down")]
    [InlineData("unknown", "1", "up")]
    [InlineData("unknown", "0", "down")]
    public void The_network_is_up_when_any_link_but_loopback_is(string state, string carrier, string expected)
    {
        Put("sys/class/net/lo/operstate", "unknown");
        Put("sys/class/net/lo/carrier", "1");
        Assert.Equal("down", Sources.Network().State);
        Put("sys/class/net/eth0/operstate", "down");
        Put("sys/class/net/wg0/operstate", state);
        Put("sys/class/net/wg0/carrier", carrier);

        Assert.Equal(expected, Sources.Network().State);
    }

    [Fact]
    public void The_display_is_on_while_any_connected_one_is()
    {
        Put("sys/class/drm/card0-DP-1/status", "disconnected\n");
        Put("sys/class/drm/card0-DP-1/dpms", "On\n");
        Assert.Equal(Reading.Unavailable, Sources.Display());
        Put("sys/class/drm/card0-eDP-1/status", "connected\n");
        Put("sys/class/drm/card0-eDP-1/dpms", "Off\n");
        Assert.Equal("off", Sources.Display().State);
        Put("sys/class/drm/card0-HDMI-A-1/status", "connected\n");
        Put("sys/class/drm/card0-HDMI-A-1/dpms", "On\n");
        Assert.Equal("on", Sources.Display().State);
    }

    [Fact]
    public void The_microphone_is_in_use_while_any_capture_runs()
    {
        Put("proc/asound/card0/pcm0p/sub0/status", "state: RUNNING\n");
        Assert.Equal(Reading.Unavailable, Sources.Microphone());
        Put("proc/asound/card0/pcm0c/sub0/status", "closed\n");
        Assert.Equal("free", Sources.Microphone().State);
        Put("proc/asound/card1/pcm2c/sub0/status", "state: RUNNING\nowner_pid   : 42\n");
        Assert.Equal("in_use", Sources.Microphone().State);
    }

    private void Put(string path, string text)
    {
        var full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
