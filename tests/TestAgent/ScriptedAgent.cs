using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Carillon.TestAgent;

/// <summary>
/// Takes each prompt for a script, one order a line, and writes the protocol by hand, so that nothing here shares a mistake with what
/// it tests. <c>$ID</c> stands for the id of the prompt's request.
/// </summary>
/// <param name="start">How it behaves before the first prompt.</param>
internal sealed class ScriptedAgent(TextReader lines, Stream output, string start)
{
    private const string Models = """
        {"sessionId":"s","models":{"currentModelId":"small-1","availableModels":[{"modelId":"small-1","name":"S"},{"modelId":"large-2","name":"L"}]}}
        """;

    private const string Options = """
        {"sessionId":"s","configOptions":[
          {"id":"m","name":"Model","category":"model","type":"select","currentValue":"small-1","options":[
            {"group":"g","name":"Those","options":[{"value":"small-1","name":"S"},{"value":"Large-2","name":"L"}]}]},
          {"id":"effort","name":"Effort","category":"thought_level","type":"select","currentValue":"low","options":[
            {"value":"low","name":"Low"},{"value":"high","name":"High"}]}]}
        """;

    private readonly List<string> _chosen = [];

    public int Run()
    {
        if (start == "dies")
        {
            Console.Error.WriteLine("no key given");
            return 9;
        }

        while (lines.ReadLine() is { } line)
        {
            var message = JsonNode.Parse(line)!;
            switch ((string?)message["method"])
            {
                case "initialize" when start == "silent":
                    break;
                case "initialize":
                    Write(start == "old" ? Result(message, """{"protocolVersion":0}""") : Result(message, """{"protocolVersion":1}"""));
                    break;
                case "session/new" when start == "sign-in":
                    Write($$$"""{"jsonrpc":"2.0","id":{{{message["id"]!.ToJsonString()}}},"error":{"code":-32000,"message":"Authentication required"}}""");
                    break;
                case "session/new":
                    Write(Result(message, start == "options" ? Options : Models));
                    break;
                case "session/set_model" or "session/set_config_option" when start == "stubborn":
                    Write($$$"""{"jsonrpc":"2.0","id":{{{message["id"]!.ToJsonString()}}},"error":{"code":-32602,"message":"not today"}}""");
                    break;
                case "session/set_model" or "session/set_config_option":
                    _chosen.Add(message["params"]!.ToJsonString());
                    Write(Result(message, "{}"));
                    break;
                case "session/prompt":
                    var text = (string)message["params"]!["prompt"]![0]!["text"]!;
                    foreach (var order in text.Split('\n'))
                    {
                        if (Obey(order, message) is { } code) return code;
                    }

                    break;
                default:
                    break;
            }
        }

        // Some programs do not mind that nobody talks to them any more.
        if (start == "stays") Process.GetCurrentProcess().WaitForExit();
        return 0;
    }

    /// <summary>The exit code, when the order is to exit.</summary>
    private int? Obey(string order, JsonNode prompt)
    {
        var (verb, rest) = order.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space ? (order[..space], order[(space + 1)..]) : (order, "");
        var id = prompt["id"]!.ToJsonString();
        switch (verb)
        {
            case "out":
                Write(rest.Replace("$ID", id, StringComparison.Ordinal));
                break;
            case "raw":
                output.Write(Convert.FromBase64String(rest));
                output.Flush();
                break;
            case "fill":
                output.Write(Encoding.ASCII.GetBytes(new string('x', Number(rest))));
                output.Flush();
                break;
            case "err":
                Console.Error.WriteLine(rest);
                break;
            case "chosen":
                Say(string.Join('\n', _chosen));
                break;
            case "say":
                Say(rest);
                break;
            case "count":
                for (var i = 0; i < Number(rest); i++) Say(i.ToString(CultureInfo.InvariantCulture) + " ");
                break;
            case "hear":
                Say(lines.ReadLine() ?? "(end)");
                break;
            case "start":
                using (var child = Process.Start("/bin/sh", ["-c", rest])) Say(child.Id.ToString(CultureInfo.InvariantCulture));
                break;
            case "environment":
                Say(string.Join('\n', Environment.GetEnvironmentVariables().Keys.Cast<string>().Order(StringComparer.Ordinal)));
                break;
            case "end":
                Write(Result(prompt, $$"""{"stopReason":"{{(rest.Length > 0 ? rest : "end_turn")}}"}"""));
                break;
            case "hang":
                while (lines.ReadLine() is not null) continue;
                Process.GetCurrentProcess().WaitForExit();
                break;
            case "kill":
                Process.GetCurrentProcess().Kill();
                Process.GetCurrentProcess().WaitForExit();
                break;
            case "exit":
                return Number(rest);
            default:
                throw new InvalidOperationException(order);
        }

        return null;
    }

    private void Say(string text) => Write(
        """{"jsonrpc":"2.0","method":"session/update","params":{"sessionId":"s","update":{"sessionUpdate":"agent_message_chunk","content":{"type":"text","text":"""
        + JsonSerializer.Serialize(text) + "}}}}");

    private static string Result(JsonNode request, string result) => $$"""{"jsonrpc":"2.0","id":{{request["id"]!.ToJsonString()}},"result":{{JsonNode.Parse(result)!.ToJsonString()}}}""";

    private void Write(string line)
    {
        output.Write(Encoding.UTF8.GetBytes(line + "\n"));
        output.Flush();
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
