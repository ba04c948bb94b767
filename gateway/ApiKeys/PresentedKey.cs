using Microsoft.Extensions.Primitives;

namespace PenguinMails.Gateway.ApiKeys;

/// <summary>A key that came with a request, in place of a token.</summary>
/// <param name="Key">The key; null when it has not the form of one, or did not come alone.</param>
internal sealed record PresentedKey(PlainTextApiKey? Key)
{
    private const string Scheme = "Bearer ";
    private static readonly char[] Separators = [' ', ',', '\t'];

    public ApiKeyVerdict Verdict { get; set; }

    /// <summary>What is known of the key, when its secret is right.</summary>
    public KnownApiKey? Known { get; set; }

    /// <summary>Whether it counts against its own limit, and not against that of an address.</summary>
    public bool IsLive => Verdict == ApiKeyVerdict.Live;

    public override string ToString() => $"presented {Key}";

    /// <summary>Takes a key out of the request's headers: no other part of the pipeline, and no service, has to do with it.</summary>
    public static void Take(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization;
        if (!authorization.Any(HoldsKey))
        {
            return;
        }

        context.Request.Headers.Authorization = StringValues.Empty;
        context.Features.Set(new PresentedKey(Read(authorization)));
    }

    // At the beginning of a word: the letters can occur within a token.
    private static bool HoldsKey(string? value) => value?.Split(Separators).Any(word => word.StartsWith(PlainTextApiKey.Prefix, StringComparison.Ordinal)) == true;

    private static PlainTextApiKey? Read(StringValues authorization) =>
        authorization is [{ } only] && only.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && PlainTextApiKey.TryParse(only.AsSpan(Scheme.Length).Trim(), out var key) ? key : null;
}

/// <summary>First in the pipeline, so that nothing takes a key for a token.</summary>
internal sealed class PresentedKeys : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, rest) =>
        {
            PresentedKey.Take(context);
            return rest(context);
        });
        next(app);
    };
}
