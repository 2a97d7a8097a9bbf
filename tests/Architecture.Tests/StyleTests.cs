using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Carillon.Architecture.Tests;

/// <summary>The rules of AGENTS.md that an analyzer does not know.</summary>
public sealed partial class StyleTests
{
    private const int LongestFile = 500;
    private const int LongestMethod = 60;
    private const int MostParameters = 6;

    private static readonly string[] BannedWords =
        ["Manager", "Managers", "Helper", "Helpers", "Util", "Utils", "Utilities", "Common", "Base", "Info"];

    [Fact]
    public void A_file_can_be_read_in_one_sitting() =>
        Assert.Empty(SourceTree.CSharp().Where(file => file.Lines > LongestFile).Select(file => $"{file.Path}: {file.Lines} lines"));

    [Fact]
    public void A_method_fits_on_a_screen()
    {
        var found =
            from file in SourceTree.CSharp()
            from method in file.Root.DescendantNodes().Where(node => node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax)
            let span = method.GetLocation().GetLineSpan()
            let lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1
            where lines > LongestMethod
            select $"{file.At(method)}: {lines} lines";

        Assert.Empty(found);
    }

    [Fact]
    public void A_class_takes_few_things()
    {
        var found =
            from file in SourceTree.CSharp("src", "tools")
            from type in file.Root.DescendantNodes().OfType<TypeDeclarationSyntax>()
            where type is ClassDeclarationSyntax
            from list in type.Members.OfType<ConstructorDeclarationSyntax>().Select(constructor => constructor.ParameterList).Append(type.ParameterList)
            where list?.Parameters.Count > MostParameters
            select $"{file.At(list)}: {type.Identifier} takes {list.Parameters.Count}";

        Assert.Empty(found);
    }

    [Fact]
    public void A_name_says_what_the_thing_is()
    {
        var found =
            from file in SourceTree.CSharp()
            from type in file.Root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
            from Match word in Words().Matches(type.Identifier.Text)
            where BannedWords.Contains(word.Value)
            select $"{file.At(type)}: {type.Identifier} has {word.Value}";

        Assert.Empty(found);
    }

    [Fact]
    public void A_class_is_sealed_unless_something_derives_from_it()
    {
        var types = SourceTree.CSharp("src", "tools").SelectMany(file => file.Root.DescendantNodes().OfType<TypeDeclarationSyntax>().Select(type => (file, type))).ToList();
        var bases = types.SelectMany(found => found.type.BaseList?.Types ?? []).Select(named => named.Type.ToString().Split('<', '(')[0].Split('.')[^1]).ToHashSet();
        var open =
            from found in types
            where found.type is ClassDeclarationSyntax or RecordDeclarationSyntax { ClassOrStructKeyword.Text: not "struct" }
            where !found.type.Modifiers.Any(modifier => modifier.Kind() is SyntaxKind.SealedKeyword or SyntaxKind.StaticKeyword or SyntaxKind.AbstractKeyword)
            where !bases.Contains(found.type.Identifier.Text) && !IsGeneratedPart(found.type, types.Select(other => other.type))
            select $"{found.file.At(found.type)}: {found.type.Identifier}";

        Assert.Empty(open);
    }

    [Fact]
    public void A_namespace_is_its_folder()
    {
        var found =
            from file in SourceTree.CSharp("src")
            from space in file.Root.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>()
            let folder = $"Carillon.{string.Join('.', file.Path.Split('/')[1..^1])}"
            where space.Name.ToString() != folder
            select $"{file.Path}: {space.Name} instead of {folder}";

        Assert.Empty(found);
    }

    [Fact]
    public void Nothing_is_put_off_hidden_or_folded_away()
    {
        var found =
            from file in SourceTree.CSharp()
            where file.Path != "tests/Architecture.Tests/StyleTests.cs"
            from Match mark in PutOff().Matches(file.Text)
            select $"{file.Path}: {mark.Value}";

        Assert.Empty(found);
    }

    [Fact]
    public void No_test_is_skipped()
    {
        var found =
            from file in SourceTree.CSharp("tests")
            from argument in file.Root.DescendantNodes().OfType<AttributeArgumentSyntax>()
            where argument.NameEquals?.Name.Identifier.Text is "Skip" or "SkipWhen" or "SkipUnless" or "Explicit"
            select file.At(argument);

        Assert.Empty(found);
    }

    /// <summary>A partial type may say that it is sealed in its other part.</summary>
    private static bool IsGeneratedPart(TypeDeclarationSyntax type, IEnumerable<TypeDeclarationSyntax> all) =>
        type.Modifiers.Any(SyntaxKind.PartialKeyword)
        && all.Any(other => other.Identifier.Text == type.Identifier.Text && other.Modifiers.Any(SyntaxKind.SealedKeyword));

    [GeneratedRegex("[A-Z][a-z0-9]*")]
    private static partial Regex Words();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|^\s*#region|NotImplementedException|^\s*//.*(\)| = .*);\s*$", RegexOptions.Multiline)]
    private static partial Regex PutOff();
}
