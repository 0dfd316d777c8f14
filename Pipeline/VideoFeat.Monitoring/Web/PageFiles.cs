using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace VideoFeat.Monitoring.Web;

/// <summary>The page's files, which are part of this assembly: nothing is read from a disk or a network.</summary>
internal static class PageFiles
{
    private static readonly (string Path, string Resource, string ContentType)[] Files =
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/page.css", "page.css", "text/css; charset=utf-8"),
        ("/page.js", "page.js", "text/javascript; charset=utf-8"),
        ("/charts.js", "charts.js", "text/javascript; charset=utf-8"),
        ("/uplot.js", "uPlot.iife.min.js", "text/javascript; charset=utf-8"),
        ("/uplot.css", "uPlot.min.css", "text/css; charset=utf-8"),
        ("/uplot.txt", "uPlot.LICENSE.txt", "text/plain; charset=utf-8"),
        ("/icon.svg", "icon.svg", "image/svg+xml"),
    ];

    public static void MapPageFiles(this IEndpointRouteBuilder routes)
    {
        foreach ((string path, string resource, string contentType) in Files)
        {
            byte[] bytes = Read(resource);
            routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], () => TypedResults.Bytes(bytes, contentType));
        }
    }

    private static byte[] Read(string resource)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
