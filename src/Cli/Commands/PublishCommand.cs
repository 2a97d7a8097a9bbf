using System.CommandLine;
using System.Text;
using System.Text.Json;
using Carillon.Cli.Failures;
using Carillon.Cli.Rendering;
using Carillon.Cli.Terminals;
using Carillon.Client;

namespace Carillon.Cli.Commands;

/// <summary><c>carillon publish</c></summary>
internal sealed class PublishCommand : CliCommand
{
    private readonly Terminal _terminal;
    private readonly ServerOption _server;
    private readonly Argument<string> _stream = new("STREAM") { Description = "Where it belongs, a name of your own such as custom:builds" };
    private readonly Argument<string> _type = new("TYPE") { Description = "What it is, such as build.finished" };

    private readonly Argument<string?> _data = new("DATA")
    {
        Description = "JSON, {} when left out; '-' reads it from standard input",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _id = new("--id")
    {
        Description = "An id of your own: publishing it again gives back the first event instead of a second one",
        HelpName = "ID",
    };

    private readonly Option<bool> _ephemeral = new("--ephemeral") { Description = "Live only: not kept" };
    private readonly Option<bool> _json = new("--json") { Description = "Print the entry as JSON" };

    public PublishCommand(Terminal terminal)
        : base("publish", "Publish an event")
    {
        Details = "It is committed when the command ends.";
        Examples =
        [
            new("carillon publish custom:builds build.finished '{\"ok\":true}'", "one event"),
            new("carillon publish custom:builds build.finished - --id run-812 < result.json", "safe to repeat"),
        ];
        _terminal = terminal;
        _server = new ServerOption(terminal);
        Add(_stream);
        Add(_type);
        Add(_data);
        Add(_id);
        Add(_ephemeral);
        Add(_json);
        Add(_server);
        Runs(RunAsync);
    }

    private async Task<ExitCode> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var outgoing = new OutgoingEvent(parse.GetRequiredValue(_type), await ReadDataAsync(parse.GetValue(_data) ?? "{}", cancellationToken))
        {
            Id = parse.GetValue(_id),
            Durable = parse.GetValue(_ephemeral) ? false : null,
        };
        return await _server.UseAsync(
            parse,
            async client =>
            {
                Write(await client.PublishAsync(parse.GetRequiredValue(_stream), outgoing, cancellationToken), parse.GetValue(_json));
                return ExitCode.Ok;
            },
            cancellationToken);
    }

    private void Write(PublishResult result, bool json)
    {
        var entry = result.Events[0];
        if (json)
        {
            using var lines = new JsonLines(_terminal.OutputBytes, _terminal.Error);
            lines.Show(new FollowedEvent(entry));
            return;
        }

        var screen = _terminal.Output;
        screen.Write("✓ ", Palette.Good);
        screen.Write($"{SafeText.OneLine(entry.Type)} is number {entry.Seq} in {StreamNames.Short(entry.Stream)}");
        screen.WriteLine(result.Duplicate ? ", and was there already" : entry.Durable ? "" : ", live only", Palette.Dim);
    }

    private async Task<byte[]> ReadDataAsync(string data, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(data);
        if (data == "-")
        {
            using var read = new MemoryStream();
            await _terminal.Input.CopyToAsync(read, cancellationToken);
            bytes = read.ToArray();
        }

        try
        {
            using var parsed = JsonDocument.Parse(bytes);
            return bytes;
        }
        catch (JsonException exception)
        {
            throw new CliException(ExitCode.Usage, "DATA is not JSON", "Quote it for the shell, such as '{\"ok\":true}' or '\"text\"'", exception);
        }
    }
}
