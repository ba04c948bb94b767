using System.Net.Http.Headers;

namespace PenguinMails.ServiceDefaults;

/// <summary>JSON with a known length: some receivers take no chunks, and a signature needs the bytes.</summary>
public static class JsonBody
{
    public static ByteArrayContent Of(JsonObject json) => Of(Encoding.UTF8.GetBytes(json.ToJsonString()));

    public static ByteArrayContent Of(byte[] json) => new(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } };
}
