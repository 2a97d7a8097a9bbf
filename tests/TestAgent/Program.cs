using Carillon.Features.Agents.BuiltIn;
using Carillon.TestAgent;

using var output = Console.OpenStandardOutput();
using var input = Console.OpenStandardInput();
switch (args)
{
    // The way the program itself is asked for its built-in agents.
    case ["demo-agent", "--echo"]:
        return await BuiltInAgent.RunAsync(BuiltInAgent.Echo, input, output, Console.Error, CancellationToken.None);
    case ["demo-agent"]:
        return await BuiltInAgent.RunAsync(BuiltInAgent.Demo, input, output, Console.Error, CancellationToken.None);
    case ["no-such-agent"]:
        return await BuiltInAgent.RunAsync("no-such-agent", input, output, Console.Error, CancellationToken.None);
    default:
        using (var lines = new StreamReader(input)) return new ScriptedAgent(lines, output, args.FirstOrDefault() ?? "").Run();
}
