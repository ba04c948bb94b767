using PenguinMails.KeyIssuance.ApiKeys.Keys;

namespace PenguinMails.KeyIssuance.ApiKeys.Leaks;

/// <summary>
/// Takes reports of leaked keys in the form of GitHub's secret scanning partner programme (docs.github.com, "Secret scanning partner program"). The
/// signature over the body is the only credential: without it nobody learns whether something is a key.
/// </summary>
internal static class LeakEndpoints
{
    private const string KeyHeader = "Github-Public-Key-Identifier";
    private const string SignatureHeader = "Github-Public-Key-Signature";
    private const int LongestKeyId = 128;

    public static void MapLeakedKeys(this IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/public/leaked-keys", Report)
        .WithTags("Leaked keys").AllowAnonymous().Accepts<IReadOnlyList<PlainTextLeakedToken>>("application/json")
        .Describe("reportLeakedKeys", "Takes a signed report of secret scanning, and revokes what is a key")
        .CanFail(ProblemCatalog.InvalidSignature);

    private static async Task<Results<Ok<IReadOnlyList<LeakFeedback>>, ApiProblem>> Report(
        HttpContext http, ScanningSignatures signatures, LeakedKeys leaks, IOptions<ApiKeyOptions> options)
    {
        var cancellationToken = http.RequestAborted;
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, cancellationToken); // Kestrel bounds it
        var body = buffer.ToArray();
        var (keyId, signature) = (http.Request.Headers[KeyHeader].ToString(), http.Request.Headers[SignatureHeader].ToString());
        try
        {
            if (keyId.Length is 0 or > LongestKeyId || signature.Length == 0 || options.Value.ScanningKeysAddress.Length == 0
                || !await signatures.AreOfScannerAsync(keyId, signature, body, cancellationToken))
            {
                return new ApiProblem(ProblemCatalog.InvalidSignature);
            }
        }
        catch (HttpRequestException)
        {
            return new ApiProblem(ProblemCatalog.DependencyUnavailable) { Detail = "The list of public keys cannot be read now. Send the report again." };
        }

        if (PlainTextLeakedToken.Read(body) is not { } tokens)
        {
            return new FieldErrors().Require(false, "", "Send a list of objects with a 'token' each.").ToProblem();
        }

        var feedback = new List<LeakFeedback>(tokens.Count);
        foreach (var token in tokens)
        {
            var isOurs = PlainTextApiKey.TryParse(token.Token, out var key)
                && await leaks.ReportAsync(new LeakReport(key, "GitHub secret scanning", token.Url), cancellationToken);
            feedback.Add(LeakFeedback.Of(token, isOurs));
        }

        return TypedResults.Ok<IReadOnlyList<LeakFeedback>>(feedback);
    }
}
