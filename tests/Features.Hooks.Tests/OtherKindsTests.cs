using Carillon.Contracts.Hooks;

namespace Carillon.Features.Hooks.Tests;

public sealed class OtherKindsTests : HooksTest
{
    [Fact]
    public async Task Observers_run_beside_and_have_no_say()
    {
        var outcome = await RunAsync(
            Call(),
            On(HookEvent.PreToolUse, HookKind.Observer, "while [ ! -e go ]; do sleep 0.01; done; echo seen > late.tmp; mv late.tmp late", "slow"),
            On(HookEvent.PreToolUse, HookKind.Observer, "echo 'block: no'; exit 1", "grumbler"));

        Assert.False(outcome.Blocked);
        Assert.False(File.Exists(Path("late")));
        await File.WriteAllTextAsync(Path("go"), "", Cancellation);
        Assert.Equal("seen\n", await WrittenAsync("late"));
    }

    [Fact]
    public async Task The_first_resolver_with_a_value_decides()
    {
        var asked = Call() with { Happening = HookEvent.PermissionRequest };
        var outcome = await RunAsync(
            asked,
            On(HookEvent.PermissionRequest, HookKind.Resolver, "exit 1", "broken") with { Priority = -100 },
            On(HookEvent.PermissionRequest, HookKind.Resolver, "true", "silent") with { Priority = -50 },
            On(HookEvent.PermissionRequest, HookKind.Resolver, "echo; echo ' allow '; touch first", "yes"),
            On(HookEvent.PermissionRequest, HookKind.Resolver, "touch second; echo deny", "no") with { Priority = 100 });

        Assert.Equal((false, "yes", "allow"), (outcome.Blocked, outcome.Hook, outcome.Value));
        Assert.True(File.Exists(Path("first")));
        Assert.False(File.Exists(Path("second")));
    }

    [Fact]
    public async Task An_interceptor_s_refusal_comes_before_any_resolver()
    {
        var outcome = await RunAsync(
            Call() with { Happening = HookEvent.PermissionRequest },
            On(HookEvent.PermissionRequest, HookKind.Resolver, "echo allow", "yes") with { Priority = -1000 },
            On(HookEvent.PermissionRequest, HookKind.Interceptor, "echo 'block: never'", "never"));

        Assert.Equal((true, "never", "never"), (outcome.Blocked, outcome.Hook, outcome.Reason));
    }

    [Fact]
    public async Task What_is_only_told_runs_too_and_so_does_setup()
    {
        Hooks.Apply([
            On(HookEvent.Setup, HookKind.Observer, "echo up > setup.tmp; mv setup.tmp setup"),
            On(HookEvent.Stop, HookKind.Interceptor, "echo \"$SOURCE $TEXT\" > stop.tmp; mv stop.tmp stop"),
        ]);
        Hooks.Tell(new HookCall(HookEvent.Stop, "acme", "s1") { Text = "done", Source = "turn.completed" });

        Assert.Equal("turn.completed done\n", await WrittenAsync("stop"));
        Assert.Equal("up\n", await WrittenAsync("setup"));
    }

    [Fact]
    public async Task New_hooks_take_the_place_of_the_old_ones_at_once()
    {
        Assert.True((await RunAsync(Call(), Guard("exit 1"))).Blocked);
        Assert.False((await RunAsync(Call(), Guard("exit 0"))).Blocked);
        Assert.False((await RunAsync(Call())).Blocked);
        Assert.False(Hooks.Hears(HookEvent.PreToolUse));
    }

    [Theory]
    [InlineData("PreToolUse", HookEvent.PreToolUse)]
    [InlineData("pre_tool_use", HookEvent.PreToolUse)]
    [InlineData("before_tool_call", HookEvent.PreToolUse)]
    [InlineData("after_tool_call", HookEvent.PostToolUse)]
    [InlineData("before_compaction", HookEvent.PreCompact)]
    [InlineData("message_received", HookEvent.UserPromptSubmit)]
    [InlineData("permission_request", HookEvent.PermissionRequest)]
    [InlineData("gateway_start", HookEvent.Setup)]
    [InlineData("subagent_stop", HookEvent.SubagentStop)]
    public void Events_are_known_by_all_their_names(string name, HookEvent happening) => Assert.Equal(happening, HookEvents.Find(name));

    [Theory]
    [InlineData("ChatParams")]
    [InlineData("tool_result_persist")]
    [InlineData("")]
    [InlineData("3")]
    public void An_event_that_never_happens_here_is_no_event(string name) => Assert.Null(HookEvents.Find(name));
}
