using System.Diagnostics;
using System.Text.Json;
using Carillon.Contracts.Hooks;

namespace Carillon.Features.Hooks.Tests;

public sealed class InterceptorTests : HooksTest
{
    [Fact]
    public async Task Nothing_to_say_lets_it_pass()
    {
        Assert.Same(HookOutcome.Pass, await RunAsync(Call()));
        Assert.False((await RunAsync(Call(), Guard("echo fine"))).Blocked);
    }

    [Theory]
    [InlineData("echo 'block: not on Fridays'", "not on Fridays")]
    [InlineData("echo looking; echo '  BLOCK: no'; echo more", "no")]
    [InlineData("echo block:", null)]
    [InlineData("echo 'block: because' && exit 3", "because")]
    [InlineData("exit 3", "it failed with exit code 3")]
    [InlineData("echo 'told on standard error' >&2; exit 2", "told on standard error")]
    [InlineData("kill -9 $$", "it failed with exit code 137")]
    [InlineData("no-such-command-here", "it failed with exit code 127")]
    public async Task What_it_prints_or_how_it_ends_refuses(string command, string? reason)
    {
        var outcome = await RunAsync(Call(), Guard(command));

        Assert.Equal((true, "guard", reason), (outcome.Blocked, outcome.Hook, outcome.Reason));
    }

    [Fact]
    public async Task A_program_that_is_not_there_refuses()
    {
        var action = new CommandAction("/no/such/program", ["x"], new Dictionary<string, string>());
        var outcome = await RunAsync(Call(), new HookDefinition("guard", HookEvent.PreToolUse, HookKind.Interceptor, [action]));

        Assert.True(outcome.Blocked);
        Assert.StartsWith("it could not be started", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_takes_too_long_refuses_and_is_ended_with_everything_it_started()
    {
        var outcome = await RunAsync(Call(), Guard("sleep 600 & echo $! > child; wait") with { Timeout = TimeSpan.FromSeconds(2) });

        Assert.Equal((true, "it took longer than 2 seconds"), (outcome.Blocked, outcome.Reason));
        var child = int.Parse(await WrittenAsync("child"), System.Globalization.CultureInfo.InvariantCulture);
        Assert.False(Directory.Exists($"/proc/{child}") && !File.ReadAllText($"/proc/{child}/stat").Contains(") Z", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_it_leaves_running_ends_with_it()
    {
        var clock = Stopwatch.StartNew();
        var outcome = await RunAsync(Call(), Guard("sleep 600 & echo ok"));

        Assert.False(outcome.Blocked);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Its_output_is_bounded_and_it_is_not_held_up()
    {
        var outcome = await RunAsync(Call(), Guard("head -c 50000000 /dev/zero | tr '\\0' x; echo; echo 'block: too late to be read'"));

        Assert.False(outcome.Blocked);
    }

    [Fact]
    public async Task They_come_by_priority_and_the_first_that_refuses_is_the_last_that_runs()
    {
        var outcome = await RunAsync(
            Call(),
            Guard("echo low >> order", "low") with { Priority = 100 },
            Guard("echo normal >> order; echo 'block: here'", "normal"),
            Guard("echo high >> order", "high") with { Priority = -100 },
            Guard("echo system >> order", "system") with { Priority = -1000 });

        Assert.Equal(("normal", "here"), (outcome.Hook, outcome.Reason));
        Assert.Equal("system\nhigh\nnormal\n", await File.ReadAllTextAsync(Path("order"), Cancellation));
    }

    [Fact]
    public async Task Values_come_by_environment_and_by_standard_input_and_never_through_a_shell()
    {
        await RunAsync(Call(), Guard("""cat > json; printf '%s|' "$HOOK_EVENT" "$SESSION_ID" "$TURN_ID" "$AGENT" "$TOOL_NAME" "$TOOL_CALL_ID" "$FILE" "$ARGUMENTS" "${TOOL_INPUT}" "$SOURCE" "$PLUGIN_ROOT" > values; pwd > folder"""));

        var arguments = Call().Arguments!;
        Assert.Equal(
            $"PreToolUse|s1|u1|demo|edit|c1|a b.txt|{arguments}|{arguments}|fs/write_text_file|{Folder}|",
            await File.ReadAllTextAsync(Path("values"), Cancellation));
        Assert.Equal(Folder, (await File.ReadAllTextAsync(Path("folder"), Cancellation)).Trim());
        Assert.False(File.Exists(Path("injected")));
        var json = JsonElement.Parse(await File.ReadAllTextAsync(Path("json"), Cancellation));
        Assert.Equal("PreToolUse", json.GetProperty("hook_event_name").GetString());
        Assert.Equal("'; touch injected; '", json.GetProperty("tool_input").GetProperty("content").GetString());
        Assert.Equal(Folder, json.GetProperty("cwd").GetString());
    }

    [Fact]
    public async Task A_value_of_any_size_and_content_starts_the_command()
    {
        var call = Call() with { Text = "a\0b" + new string('é', 500_000), Arguments = JsonSerializer.Serialize(new { content = new string('x', 2_000_000) }) };
        var outcome = await RunAsync(call, Guard("wc -c > size; exit 0"));

        Assert.False(outcome.Blocked);
        Assert.True(int.Parse(await File.ReadAllTextAsync(Path("size"), Cancellation), System.Globalization.CultureInfo.InvariantCulture) > 3_000_000);
    }

    [Theory]
    [InlineData("edit", "Write|Edit", true)]
    [InlineData("edit", "^read$", false)]
    [InlineData("shell:run", "shell:.*", true)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "^(a|aa)+$", true)]
    public async Task A_matcher_looks_at_the_tool_and_when_in_doubt_the_hook_runs(string tool, string matcher, bool runs) =>
        Assert.Equal(runs, (await RunAsync(Call(tool), Guard("exit 1") with { Matcher = matcher })).Blocked);

    [Fact]
    public async Task A_matcher_fits_nothing_that_is_about_no_tool() =>
        Assert.False((await RunAsync(Call() with { ToolName = null }, Guard("exit 1") with { Matcher = ".*" })).Blocked);

    [Fact]
    public async Task What_cannot_be_refused_goes_on()
    {
        var outcome = await RunAsync(
            Call() with { Happening = HookEvent.SessionStart }, On(HookEvent.SessionStart, HookKind.Interceptor, "echo 'block: no'; exit 1"));

        Assert.False(outcome.Blocked);
    }

    [Fact]
    public async Task A_prompt_can_be_added_to()
    {
        var hook = new HookDefinition("context", HookEvent.UserPromptSubmit, HookKind.Interceptor,
        [
            new PromptAction("Session $SESSION_ID of ${AGENT}; $UNKNOWN stays"),
            new CommandAction("echo \"you wrote: $TEXT\"", null, new Dictionary<string, string>()),
        ]);
        var outcome = await RunAsync(Call() with { Happening = HookEvent.UserPromptSubmit, ToolName = null, Text = "hello $(touch injected)" }, hook);

        Assert.Equal(["Session s1 of demo; $UNKNOWN stays", "you wrote: hello $(touch injected)"], outcome.Texts);
        Assert.False(File.Exists(Path("injected")));
    }

    [Fact]
    public async Task A_caller_who_gives_up_ends_the_command()
    {
        Hooks.Apply([Guard("touch started; sleep 600")]);
        using var giveUp = new CancellationTokenSource();
        var running = Hooks.RunAsync(Call(), giveUp.Token).AsTask();
        await WrittenAsync("started");
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }
}
