using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace VideoFeat.Monitoring.Web;

/// <summary>
/// Who may see the page. With a token: whoever shows it, as Bearer, or once as ?token= for a cookie. Without, on loopback: whoever names this machine as the
/// host, since a foreign page whose name was made to point here names itself (DNS rebinding).
/// </summary>
internal sealed class AccessGuard
{
    private const string QueryKey = "token";
    private const string Scheme = "Bearer ";

    private readonly byte[]? _token;
    private readonly IPAddress _bound;

    // The cookie holds no token: it is good for this process alone.
    private readonly string _pass = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));

    public AccessGuard(string? token, IPAddress bound)
    {
        _token = token is null ? null : Digest(token);
        _bound = bound;
    }

    /// <summary>The page's policy: nothing but what this server gives, no frame around it.</summary>
    public static void SetHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }

    /// <summary>Middleware: refuses, or lets through. The liveness check says nothing of the stream and needs no token.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        SetHeaders(context.Response.Headers);
        if (IPAddress.IsLoopback(_bound) && !NamesThisMachine(context.Request.Host.Host))
        {
            return RefuseAsync(context, StatusCodes.Status421MisdirectedRequest, "This page answers to localhost and 127.0.0.1 alone.");
        }

        if (_token is null || context.Request.Path == StreamPage.HealthPath || IsBearer(context.Request) || HasPass(context.Request))
        {
            return next(context);
        }

        if (context.Request.Query[QueryKey] is [string shown] && Equals(Digest(shown), _token))
        {
            // Without the token in it, the address can be shown, kept and passed on.
            context.Response.Cookies.Append(CookieName(context), _pass, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/" });
            context.Response.Redirect(context.Request.Path);
            return Task.CompletedTask;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        return RefuseAsync(context, StatusCodes.Status401Unauthorized, "This page needs its token: open it as /?token=TOKEN, or send it as Authorization: Bearer TOKEN.");
    }

    private static Task RefuseAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(reason + "\n", context.RequestAborted);
    }

    // Cookies know no ports: two receivers on one machine must not take each other's away.
    private static string CookieName(HttpContext context) => $"videofeat-monitor-{context.Connection.LocalPort}";

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    // Digests have one length, so the time says nothing of the token's.
    private static bool Equals(byte[] a, byte[] b) => CryptographicOperations.FixedTimeEquals(a, b);

    private static bool NamesThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private bool IsBearer(HttpRequest request) =>
        request.Headers.Authorization is [string header]
        && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && Equals(Digest(header[Scheme.Length..].Trim()), _token!);

    private bool HasPass(HttpRequest request) =>
        request.Cookies[CookieName(request.HttpContext)] is string shown && Equals(Digest(shown), Digest(_pass));
}
