using Microsoft.Net.Http.Headers;
using PenguinMails.KeyIssuance.Reveals;

namespace PenguinMails.KeyIssuance.SecretTypes.Ssh.Downloads;

/// <summary>The answer that carries a claimed private key.</summary>
public sealed class PrivateKeyFile(PlainTextPrivateKey privateKey, Guid downloadId, RevealClaims claims, ILogger<PrivateKeyFile> log)
    : ClaimedAnswer(downloadId, claims, log)
{
    public const string ContentType = "application/x-pem-file";
    public const string FileName = "tenant-ssh-key.pem";

    protected override async Task SendAsync(HttpContext http)
    {
        using (privateKey)
        {
            var response = http.Response;
            response.ContentType = ContentType;
            response.ContentLength = privateKey.Utf8.Length;
            response.Headers.CacheControl = "no-store";
            response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = FileName }.ToString();
            await response.Body.WriteAsync(privateKey.Utf8, http.RequestAborted);
        }
    }
}
