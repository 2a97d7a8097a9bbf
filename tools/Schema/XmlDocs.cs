using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Carillon.Events;
using Carillon.Server.Configuration;
using Carillon.Server.Configuration.Reading;

namespace Carillon.Tools.Schema;

/// <summary>The doc comments of an assembly, from the file that the compiler writes beside the assembly.</summary>
internal sealed partial class XmlDocs(XDocument document)
{
    private readonly Dictionary<string, XElement> _members =
        document.Descendants("member").ToDictionary(member => (string)member.Attribute("name")!, StringComparer.Ordinal);

    public static XmlDocs OfCatalogue() => Of(typeof(Event).Assembly);

    public static XmlDocs OfConfiguration() => Of(typeof(FileSettings).Assembly);

    /// <summary>What a type is; a type without a summary is an error, since its schema would say nothing.</summary>
    public string Summary(Type type) =>
        TextOf(Find($"T:{type.FullName}")?.Element("summary")) ?? throw new InvalidOperationException($"{type.Name} has no <summary>.");

    /// <summary>What a record's member is; null where its name says all.</summary>
    /// <param name="name">As it is written in JSON.</param>
    public string? Member(Type type, string name) => TextOf(Find($"T:{type.FullName}")?.Elements("param")
        .FirstOrDefault(param => string.Equals((string?)param.Attribute("name"), name, StringComparison.OrdinalIgnoreCase)));

    /// <summary>What a value of an enumeration means.</summary>
    public string? Value(Type type, string name) => TextOf(Find($"F:{type.FullName}.{name}")?.Element("summary"));

    /// <summary>What a setting does; one without a summary is an error, since nobody could know.</summary>
    public string Setting(Setting setting)
    {
        var member = (MemberInfo)setting.Member!.AttributeProvider!;
        return TextOf(Find($"P:{member.DeclaringType!.FullName}.{member.Name}")?.Element("summary"))
            ?? throw new InvalidOperationException($"{setting.Key} has no <summary>.");
    }

    private static XmlDocs Of(Assembly assembly) => new(XDocument.Load(Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml")));

    private XElement? Find(string name) => _members.GetValueOrDefault(name);

    private static string? TextOf(XElement? element)
    {
        if (element is null) return null;
        var text = new StringBuilder();
        foreach (var node in element.Nodes())
        {
            text.Append(node switch
            {
                XText plain => plain.Value,
                XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
                XElement { Name.LocalName: "see" } see => $"`{((string?)see.Attribute("cref"))?.Split('.')[^1]}`",
                XElement other => other.Value,
                _ => "",
            });
        }

        return Blanks().Replace(text.ToString(), " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
