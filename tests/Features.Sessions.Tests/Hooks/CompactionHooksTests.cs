using Carillon.Contracts.Agents;
using Carillon.Contracts.Hooks;
using Carillon.Contracts.Sessions;
using Carillon.Core.Errors;
using Carillon.Events;
using Carillon.Features.Hooks;
using Carillon.Features.Sessions.Tests.Given;

namespace Carillon.Features.Sessions.Tests.Hooks;

public sealed class CompactionHooksTests
{
    // As many messages as are more than a fresh agent is given.
    private const int Turns = 25;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hook_refuses_to_have_a_session_shortened_and_nothing_is()
    {
        await using var house = await OpenAsync(Before("echo \"block: keep $SESSION_ID whole\""));
        var session = await LongSessionAsync(house);
        var refused = await Assert.ThrowsAsync<CarillonException>(() => CompactAsync(house, session));

        Assert.Equal((ErrorCode.Blocked, $"The hook 'guard' refused this: keep {session} whole"), (refused.Code, refused.Message));
        Assert.Equal(new HookBlocked(session, "guard", "PreCompact", $"keep {session} whole"), await house.Seen.SeenAsync<HookBlocked>());
        Assert.Empty(house.Seen.All<SessionCompacted>());
        Assert.Single(house.Agents.Started);
    }

    [Fact]
    public async Task A_hook_that_fails_refuses_too()
    {
        await using var house = await OpenAsync(Before("echo no room >&2; exit 2"));
        var session = await LongSessionAsync(house);

        Assert.Equal(ErrorCode.Blocked, (await Assert.ThrowsAsync<CarillonException>(() => CompactAsync(house, session))).Code);
        Assert.Equal("no room", (await house.Seen.SeenAsync<HookBlocked>()).Reason);
    }

    [Fact]
    public async Task A_hook_that_has_nothing_against_it_is_told_who_wants_it_and_the_session_is_shortened()
    {
        await using var house = await OpenAsync(Before("echo \"$HOOK_EVENT $SOURCE\" > \"$PLUGIN_ROOT/heard\""));
        var session = await LongSessionAsync(house);
        var outcome = await CompactAsync(house, session);

        Assert.True(outcome.Compacted);
        Assert.Equal("PreCompact request", (await File.ReadAllTextAsync(Path.Combine(house.Folder, "heard"), Cancellation)).Trim());
        Assert.Single(house.Seen.All<SessionCompacted>());
        Assert.Empty(house.Seen.All<HookBlocked>());
    }

    private static HookDefinition Before(string command) =>
        new("guard", HookEvent.PreCompact, HookKind.Interceptor, [new CommandAction(command, null, new Dictionary<string, string>())]);

    private static Task<House> OpenAsync(HookDefinition hook) => House.OpenAsync(new HouseOptions { Hooks = [hook] });

    private static async Task<string> LongSessionAsync(House house)
    {
        house.Agents.Script = async (agent, _) =>
        {
            await agent.Client.UpdateAsync(new AgentText("So it is."), Cancellation);
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        for (var turn = 0; turn < Turns; turn++) await house.RunToEndAsync(session.Id, $"Question {turn}");
        return session.Id;
    }

    private static Task<CompactionOutcome> CompactAsync(House house, string session) =>
        house.Feature.Compaction.CompactAsync(House.Ada, session, Cancellation).AsTask();
}
