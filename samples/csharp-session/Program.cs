using Carillon.Client;
using Carillon.Events;
using Carillon.Samples.Session;

// Runs one prompt to its end, whatever happens to the server meanwhile, and shows what the agent has written.
var prompt = args is [var given, ..] ? given : "write notes.txt: remember the milk";
using var client = new CarillonClient(CarillonClientOptions.FromEnvironment());
var typed = new TypedLines(Console.In);

var session = await client.Sessions.CreateAsync("demo", prompt);
Console.WriteLine($"session {session.Id}");

var callbacks = new FollowCallbacks
{
    OnPermission = AskAsync,
    OnGap = gap => Console.WriteLine($"\n(missed {gap.From + 1} to {gap.To}: {gap.Reason})"),
    OnReconnecting = lost => Console.WriteLine($"\n(lost the server, trying again in {lost.Delay.TotalSeconds:0.0} s)"),
};

while (await RunAsync() is TurnFailed { Code: "AGENT_DISCONNECTED" })
{
    Console.WriteLine("The server has ended, and the agent with it; once more.");
}

foreach (var file in (await client.Files.ListAsync(session.Id)).Files.Where(file => file.Type == "file"))
{
    var content = await client.Files.ReadAsync(session.Id, file.Path);
    Console.WriteLine($"--- {file.Path}\n{content.Text}");
}

// One turn, shown as it goes. Returns the event that ended it.
async Task<Event?> RunAsync()
{
    Event? last = null;
    await foreach (var e in client.Turns.PromptAsync(session.Id, prompt, callbacks))
    {
        last = e.Value;
        switch (e.Value)
        {
            case TurnTextDelta delta: Console.Write(delta.Text); break;
            case ToolCalled tool: Console.WriteLine($"\n* {tool.ToolName}"); break;
            case PermissionResolved outcome: Console.WriteLine(outcome.Approved ? "  allowed" : $"  not allowed: {outcome.Outcome}"); break;
            case TurnCompleted done: Console.WriteLine($"\ndone in {done.DurationMs} ms"); break;
            case TurnFailed failed: Console.WriteLine($"\nfailed: {failed.Message} ({failed.Code})"); break;
            case TurnCancelled: Console.WriteLine("\nstopped by someone else"); break;
            case null: Console.WriteLine($"\n{e.Type} {e.Data}"); break;
        }
    }

    return last;
}

// Asks whoever sits here, until they answer or somebody else has: the token says so.
async Task<PermissionKind?> AskAsync(PermissionRequested request, CancellationToken cancellationToken)
{
    Console.WriteLine($"\n? {request.Description} [y/n]");
    return await typed.NextAsync(cancellationToken) is "y" or "yes" ? PermissionKind.AllowOnce : PermissionKind.RejectOnce;
}
