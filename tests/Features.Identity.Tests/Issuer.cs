using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Identity.Tests;

/// <summary>An identity provider: real keys, and a real HTTP server on the loopback address that publishes them.</summary>
internal sealed class Issuer : IAsyncDisposable
{
    public const string Name = "https://issuer.test/";
    public const string Audience = "carillon";

    private readonly WebApplication _app;
    private readonly List<JsonObject> _published = [];
    private int _asked;

    private Issuer(WebApplication app)
    {
        _app = app;
        app.MapGet("/jwks.json", context =>
        {
            Interlocked.Increment(ref _asked);
            context.Response.StatusCode = Broken ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK;
            lock (_published) return context.Response.WriteAsync(new JsonObject { ["keys"] = new JsonArray([.. _published.Select(key => key.DeepClone())]) }.ToJsonString());
        });
    }

    /// <summary>How often its keys were asked for.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Answers with an error while set.</summary>
    public bool Broken { get; set; }

    public Uri JwksUri => new(new Uri(_app.Urls.First()), "/jwks.json");

    public static async Task<Issuer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var issuer = new Issuer(builder.Build());
        await issuer._app.StartAsync(TestContext.Current.CancellationToken);
        return issuer;
    }

    public RSA AddRsa(string id, int bits = 2048)
    {
        var key = RSA.Create(bits);
        var numbers = key.ExportParameters(includePrivateParameters: false);
        Publish(new JsonObject
        {
            ["kty"] = "RSA",
            ["kid"] = id,
            ["use"] = "sig",
            ["alg"] = "RS256",
            ["n"] = Base64Url.EncodeToString(numbers.Modulus),
            ["e"] = Base64Url.EncodeToString(numbers.Exponent),
        });
        return key;
    }

    public ECDsa AddEllipticCurve(string id)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var numbers = key.ExportParameters(includePrivateParameters: false);
        Publish(new JsonObject
        {
            ["kty"] = "EC",
            ["kid"] = id,
            ["crv"] = "P-256",
            ["x"] = Base64Url.EncodeToString(numbers.Q.X),
            ["y"] = Base64Url.EncodeToString(numbers.Q.Y),
        });
        return key;
    }

    public void Withdraw(string id)
    {
        lock (_published) _published.RemoveAll(key => (string?)key["kid"] == id);
    }

    public static JsonObject Claims(DateTimeOffset now) => new()
    {
        ["iss"] = Name,
        ["aud"] = Audience,
        ["sub"] = "auth0|ada",
        ["tenant_id"] = "acme",
        ["email"] = "ada@acme.test",
        ["role"] = "admin",
        ["iat"] = now.ToUnixTimeSeconds(),
        ["exp"] = now.AddMinutes(10).ToUnixTimeSeconds(),
    };

    public static string Sign(RSA key, string id, JsonObject claims) =>
        Sign(new JsonObject { ["alg"] = "RS256", ["kid"] = id }, claims, bytes => key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public static string Sign(ECDsa key, string id, JsonObject claims) =>
        Sign(new JsonObject { ["alg"] = "ES256", ["kid"] = id, ["typ"] = "JWT" }, claims, bytes => key.SignData(bytes, HashAlgorithmName.SHA256));

    public static string Sign(JsonObject header, JsonObject claims, Func<byte[], byte[]> sign)
    {
        var text = $"{Part(header)}.{Part(claims)}";
        return $"{text}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Publish(JsonObject key)
    {
        lock (_published) _published.Add(key);
    }

    private static string Part(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
