using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Wrapping;

/// <summary>
/// Comes before policies on lookup, unwrap and rewrap: a client must be able to tell a spent wrapping token from a refusal,
/// because a spent one means that somebody else has read the answer.
/// </summary>
internal static class WrappingCheck
{
    public const string Invalid = "wrapping token is not valid or does not exist";

    public static bool AppliesTo(string path) => path is "sys/wrapping/lookup" or "sys/wrapping/unwrap" or "sys/wrapping/rewrap";

    /// <summary>Why the request cannot go on, or null.</summary>
    public static async ValueTask<Refusal?> ProblemAsync(LogicalRequest request, ActiveVault vault, CancellationToken cancellationToken)
    {
        var token = request.ClientToken;
        if (request.Data?.TryGetValue("token", out var sent) == true && sent is not null)
        {
            switch (sent)
            {
                case string { Length: > 0 } text:
                    token = text;
                    break;
                case string:
                    return Problem("empty token in request body");
                default:
                    return Problem("could not decode token in request body");
            }
        }

        if (token.Length == 0)
        {
            return Problem("token is empty") with { Status = StatusCodes.Status403Forbidden };
        }

        return await vault.Tokens.FindAsync(token, cancellationToken) is { } entry && WrappingStore.IsWrapping(entry)
            ? null
            : new(StatusCodes.Status400BadRequest, Invalid);
    }

    private static Refusal Problem(string problem) => new(StatusCodes.Status400BadRequest, "error validating wrapping token: " + problem);
}
