using Carillon.Contracts.Agents;
using Carillon.Core.Errors;
using Carillon.Events;
using Carillon.Features.Sessions.Tests.Given;

namespace Carillon.Features.Sessions.Tests.Approvals;

public sealed class QuestionTests
{
    private static readonly Question[] Questions = [new("strategy", "Which one?", "choice", ["incremental", "big-bang"])];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_agent_gets_the_first_answer()
    {
        await using var house = await House.OpenAsync();
        IReadOnlyDictionary<string, string>? heard = null;
        house.Agents.Script = async (agent, _) =>
        {
            heard = await AskAsync(agent);
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        var turnId = await house.RunAsync(session.Id);
        var asked = await house.Seen.SeenAsync<QuestionRequested>();
        Assert.Equal("because", asked.Context);
        Assert.Equal(SessionState.Waiting, await house.StatusAsync(session.Id));

        await RefusedAsync(house, asked, new Dictionary<string, string>(), ErrorCode.Invalid);
        await RefusedAsync(house, asked, new Dictionary<string, string> { ["unknown"] = "x" }, ErrorCode.Invalid);
        await RefusedAsync(house, asked, new Dictionary<string, string> { ["strategy"] = "blue-green" }, ErrorCode.Invalid);
        var answers = new Dictionary<string, string> { ["strategy"] = "big-bang" };
        var answered = await house.Approvals.AnswerAsync(House.Ben, session.Id, asked.RequestId, answers, Cancellation);
        await house.EndOfTurnAsync(turnId);
        Assert.Equal(("ben", PermissionOutcome.Allowed), (answered.By, answered.Outcome));
        Assert.Equal("big-bang", heard!["strategy"]);
        await RefusedAsync(house, asked, answers, ErrorCode.AlreadyResolved);
    }

    [Fact]
    public async Task A_question_is_not_a_permission()
    {
        await using var house = await House.OpenAsync();
        house.Agents.Script = async (agent, _) =>
        {
            await AskAsync(agent);
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        await house.RunAsync(session.Id);
        var asked = await house.Seen.SeenAsync<QuestionRequested>();
        var refused = await Assert.ThrowsAsync<CarillonException>(
            () => house.Approvals.ResolveAsync(House.Ada, session.Id, asked.RequestId, PermissionKind.AllowOnce, Cancellation).AsTask());
        Assert.Equal(ErrorCode.NotFound, refused.Code);
    }

    [Fact]
    public async Task A_question_expires_without_an_answer()
    {
        await using var house = await House.OpenAsync();
        IReadOnlyDictionary<string, string>? heard = new Dictionary<string, string>();
        house.Agents.Script = async (agent, _) =>
        {
            heard = await AskAsync(agent);
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        var turnId = await house.RunAsync(session.Id);
        await house.Clock.TimerSetAsync(TimeSpan.FromSeconds(120));
        house.Clock.Advance(TimeSpan.FromSeconds(120));
        await house.EndOfTurnAsync(turnId);
        Assert.Null(heard);
        Assert.Equal(PermissionOutcome.Expired, Assert.Single(house.Seen.All<QuestionAnswered>()).Outcome);
    }

    private static Task<IReadOnlyDictionary<string, string>?> AskAsync(ScriptedAgent agent) =>
        agent.Client.AskQuestionsAsync(Questions, "because", Cancellation).AsTask();

    private static async Task RefusedAsync(House house, QuestionRequested asked, Dictionary<string, string> answers, ErrorCode code)
    {
        var refused = await Assert.ThrowsAsync<CarillonException>(
            () => house.Approvals.AnswerAsync(House.Ada, asked.SessionId, asked.RequestId, answers, Cancellation).AsTask());
        Assert.Equal(code, refused.Code);
    }
}
