using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Carillon.Architecture.Tests;

public sealed class LoggingTests
{
    private sealed record LogMessage(string Project, int? Id, string At);

    [Fact]
    public void Every_log_message_has_an_id_of_its_own()
    {
        var messages = Messages();

        Assert.Empty(messages.Where(message => message.Id is null).Select(message => $"{message.At}: no id"));
        Assert.Empty(messages.GroupBy(message => message.Id).Where(same => same.Count() > 1).Select(same => $"{same.Key}: {string.Join(", ", same.Select(message => message.At))}"));
    }

    [Fact]
    public void A_room_s_ids_stand_in_blocks_of_a_hundred_that_no_other_room_uses()
    {
        var shared = Messages()
            .GroupBy(message => message.Id / 100)
            .Select(block => (block.Key, Projects: block.Select(message => message.Project).Distinct().ToList()))
            .Where(block => block.Projects.Count > 1)
            .Select(block => $"{block.Key}00: {string.Join(", ", block.Projects)}");

        Assert.Empty(shared);
    }

    private static List<LogMessage> Messages() =>
    [
        .. from file in SourceTree.CSharp("src")
           from attribute in file.Root.DescendantNodes().OfType<AttributeSyntax>()
           where attribute.Name.ToString() is "LoggerMessage" or "LoggerMessageAttribute"
           select new LogMessage(ProjectOf(file.Path), IdOf(attribute), file.At(attribute)),
    ];

    private static int? IdOf(AttributeSyntax attribute)
    {
        var arguments = attribute.ArgumentList?.Arguments ?? [];
        var id = arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.Text == "EventId")
            ?? arguments.FirstOrDefault(argument => argument.NameEquals is null);
        return id?.Expression is LiteralExpressionSyntax literal && literal.IsKind(SyntaxKind.NumericLiteralExpression)
            ? int.Parse(literal.Token.ValueText, CultureInfo.InvariantCulture)
            : null;
    }

    private static string ProjectOf(string path)
    {
        var parts = path.Split('/');
        return parts[1] is "Dialects" or "Features" or "Backends" ? $"{parts[1]}/{parts[2]}" : parts[1];
    }
}
